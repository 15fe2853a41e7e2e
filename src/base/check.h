// A broken invariant is a bug in this program: reports where, and stops at once. Never for bad input.
#pragma once

#include <cstdio>
#include <cstdlib>

#define FLODATA_CHECK(condition)                                                             \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
