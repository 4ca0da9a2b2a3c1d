"""The moderators' queue, and a decision on a thousand, with ten million comments."""
import moderation

MILLIONS = ("100000x100:10",)


def rows(plan):
    short = plan.database("short", *moderation.SHORT)
    millions = plan.database("millions", *MILLIONS)
    yield from moderation.queue("ten million", millions, short)
    yield moderation.bulk(plan, "ten million", millions)
