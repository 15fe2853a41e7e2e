// Precompiled for the command line: network.h and its parser.
#pragma once

#include "network.h"

#include <CLI/CLI.hpp>
