#include "pg/sqlstate.h"

#include <gtest/gtest.h>

namespace flodata::pg {
namespace {

// Codes: https://www.postgresql.org/docs/15/errcodes-appendix.html
TEST(Sqlstate, WhatMayMendItselfIsUnavailable) {
  for (const auto* sqlstate :
       {"08006", "57P01", "57P03", "53300", "53100", "40001", "40P01", "25006", "25P03", "57P05", ""})
    EXPECT_EQ(code_of_sqlstate(sqlstate), Code::unavailable) << sqlstate;
}

TEST(Sqlstate, WhatStaysWrongIsNot) {
  EXPECT_EQ(code_of_sqlstate("28P01"), Code::permission_denied);
  EXPECT_EQ(code_of_sqlstate("42501"), Code::permission_denied);
  EXPECT_EQ(code_of_sqlstate("42P01"), Code::not_found);
  EXPECT_EQ(code_of_sqlstate("23505"), Code::conflict);
  EXPECT_EQ(code_of_sqlstate("57014"), Code::timed_out);
}

TEST(Sqlstate, EveryErrorHasAHint) {
  EXPECT_EQ(hint_of_sqlstate("53100"), "make room on the disk of the server");
  EXPECT_EQ(hint_of_sqlstate("42P01"), "run `flodata db status`, which says what the schema lacks");
  EXPECT_EQ(hint_of_sqlstate("99999"), "look into the server's log");
}

}  // namespace
}  // namespace flodata::pg
