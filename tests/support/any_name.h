// Names for property tests.
#pragma once

#include <cstdint>
#include <string>

#include <rapidcheck/gtest.h>

namespace flodata::test {

/// Characters of many scripts, and those that cannot be seen.
inline std::string any_name() {
  const auto length = *rc::gen::inRange<std::size_t>(1, 20);
  std::string name;
  for (std::size_t i = 0; i < length; ++i) {
    auto character = *rc::gen::oneOf(
        rc::gen::inRange<std::uint32_t>(0x20, 0x7f), rc::gen::inRange<std::uint32_t>(0x01, 0x0100),
        rc::gen::inRange<std::uint32_t>(0x0100, 0x0600), rc::gen::inRange<std::uint32_t>(0x2000, 0x2100),
        rc::gen::inRange<std::uint32_t>(0x3000, 0xa000), rc::gen::inRange<std::uint32_t>(0x1f300, 0x1f700));
    if (character < 0x80)
      name += static_cast<char>(character);
    else if (character < 0x800)
      name += {static_cast<char>(0xc0U | (character >> 6U)), static_cast<char>(0x80U | (character & 0x3fU))};
    else if (character < 0x10000)
      name += {static_cast<char>(0xe0U | (character >> 12U)),
               static_cast<char>(0x80U | ((character >> 6U) & 0x3fU)),
               static_cast<char>(0x80U | (character & 0x3fU))};
    else
      name += {static_cast<char>(0xf0U | (character >> 18U)),
               static_cast<char>(0x80U | ((character >> 12U) & 0x3fU)),
               static_cast<char>(0x80U | ((character >> 6U) & 0x3fU)),
               static_cast<char>(0x80U | (character & 0x3fU))};
  }
  return name;
}

}  // namespace flodata::test
