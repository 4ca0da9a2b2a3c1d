/* See include/base/meter.h. */
#include "base/meter.h"

const struct scale scale_time = {
	.unit = 1e-6,
	.count = 15,
	.upto = {100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000,
		1000000, 2500000, 10000000},
};

const struct scale scale_size = {
	.unit = 1,
	.count = 11,
	.upto = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024},
};

void histogram_add(struct histogram *histogram, const struct scale *scale, uint64_t number)
{
	size_t i = 0;

	while (i < scale->count && number > scale->upto[i])
		i++;
	meter_add(&histogram->counts[i], 1);
	meter_add(&histogram->sum, number);
}

void histogram_sum(struct histogram *histogram, const struct histogram *other)
{
	for (size_t i = 0; i <= SCALE_MAX; i++)
		meter_add(&histogram->counts[i], meter_read(&other->counts[i]));
	meter_add(&histogram->sum, meter_read(&other->sum));
}
