// Precompiled for every test: library.h and GoogleTest.
#pragma once

#include "library.h"

#include <gtest/gtest.h>
