-- What wrk sends: one kind of load a run, and one line about it at the end.
--
--   wrk … -s load.lua URL -- KIND ARGUMENT…
--
-- Prints `load requests=N seconds=S refused=N broken=N p50=MS p99=MS`: refused are answers of
-- 400 and more, broken are connections and reads that failed or took too long.

local thread_count = 0

function setup(thread)
	thread_count = thread_count + 1
	thread:set("thread_number", thread_count)
end

local kinds = {}

-- The same target again and again, with a header if one is named.
function kinds.get(target, header, value)
	wrk.path = target
	if header then wrk.headers[header] = value end
end

-- A reader who thinks for some milliseconds between two requests, so that the time of an answer
-- is told and not that of a queue that the load makes for itself.
function kinds.paced(target, pause)
	wrk.path = target
	math.randomseed(thread_number)
	function delay() return math.random(tonumber(pause) * 2) end
end

-- Every target once: each page with one limit, then with the next.
function kinds.walk(pages, limit)
	local number = -1
	pages, limit = tonumber(pages), tonumber(limit)
	function request()
		number = number + 1
		return wrk.format(nil, string.format(
			"/api/v1/comments?page=http%%3A%%2F%%2Fbench.example%%2Fp%d&limit=%d",
			number % pages, limit + math.floor(number / pages) % (1000 - limit)))
	end
end

-- Comments in BODY, where %d are numbers: page, author, thread, comment. bare_sqlite.c writes
-- the same text.
function kinds.post(target, body, pages, authors)
	local number = 0
	pages, authors = tonumber(pages), tonumber(authors)
	wrk.method = "POST"
	wrk.headers["Content-Type"] = "application/json"
	function request()
		number = number + 1
		return wrk.format(nil, target, nil, string.format(body, number % pages,
			number % authors, thread_number, number))
	end
end

-- The same, by people who pause for some milliseconds on average.
function kinds.paced_post(target, body, pages, authors, pause)
	kinds.post(target, body, pages, authors)
	math.randomseed(thread_number)
	function delay() return math.random(tonumber(pause) * 2) end
end

-- Somebody signs in, each time under another name that nobody has: the password is hashed all the
-- same.
function kinds.sign_in()
	local number = 0
	wrk.method = "POST"
	wrk.headers["Content-Type"] = "application/json"
	function request()
		number = number + 1
		return wrk.format(nil, "/api/v1/session", nil, string.format(
			'{"name": "guest-%d-%d", "password": "correct horse"}', thread_number, number))
	end
end

-- Pending comments, whose ids stand in a file a line each, approved one by one.
function kinds.decide(ids, header, value)
	local next_id = io.lines(ids)
	wrk.method = "PATCH"
	wrk.headers[header] = value
	wrk.headers["Content-Type"] = "application/json"
	wrk.headers["If-Match"] = '"1"'
	function request()
		return wrk.format(nil, "/api/v1/moderation/comments/" .. next_id(), nil,
			'{"state": "approved"}')
	end
end

function init(arguments)
	kinds[arguments[1]](unpack(arguments, 2))
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format("load requests=%d seconds=%.6f refused=%d broken=%d p50=%.3f p99=%.3f\n",
		summary.requests, summary.duration / 1e6, errors.status,
		errors.connect + errors.read + errors.write + errors.timeout,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
