// What both methods do with the hours of a single day: shut a part of them, keep them within bounds, let
// them move with the rate.
#pragma once

#include <span>

namespace flodata::upsampler {

/// Sets the hours from `start` on (`length` hours long, not always whole) to `inside`, the others to 1 -
/// inside.
void fill_block(std::span<double> hours, double start, double length, double inside);

/// Draws a day that leaves its bounds towards its mean, which lies between them.
void draw_within(double mean, double lower, double upper, std::span<double> day);

/// Makes the hours of one day move with the rate, by as much as that takes, up to `most` per Sm3/d. What it
/// adds has no mean and leaves both ends of the day as they are.
void move_with_rate(std::span<const double> rate, double most, std::span<double> hours);

}  // namespace flodata::upsampler
