#include "importer/sheet/xml_parser.h"

#include <expat.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <set>

#include <fmt/format.h>

namespace flodata::importer {
namespace {

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

struct XmlParser::State {
  XmlHandler& handler;
  std::string name;
  ImportLimits limits;
  XML_Parser parser;
  std::exception_ptr thrown;  // an exception must not pass through expat's C frames
  std::uint64_t fed_bytes = 0;
  std::size_t depth = 0;
  std::set<std::string, std::less<>> long_names;  // of elements and attributes: expat keeps each of them

  State(XmlHandler& its_handler, std::string its_name, const ImportLimits& its_limits)
      : handler(its_handler),
        name(std::move(its_name)),
        limits(its_limits),
        parser(XML_ParserCreate(nullptr)) {
    if (parser == nullptr) throw std::bad_alloc();
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] Failure beyond(std::string_view what, std::size_t limit) const {
    return {Code::corrupt_input,
            fmt::format("{}, line {} of its XML: {}, and the limit is {}: it is not read", name,
                        XML_GetCurrentLineNumber(parser), what, limit)};
  }

  void count_name(std::string_view element_or_attribute) {
    constexpr std::size_t kShort =
        3;  // there are not many of them, and nearly all names in a sheet are short
    if (element_or_attribute.size() <= kShort || long_names.contains(element_or_attribute)) return;
    if (long_names.size() >= limits.element_names)
      throw beyond("too many different names of elements and attributes", limits.element_names);
    long_names.emplace(element_or_attribute);
  }

  void count_element(std::string_view element, const char** attributes) {
    if (++depth > limits.element_depth)
      throw beyond("elements within elements are too deep", limits.element_depth);
    count_name(element);
    std::size_t count = 0;
    for (const char** pair = attributes; *pair != nullptr; pair += 2) {
      if (++count > limits.attributes) throw beyond("an element has too many attributes", limits.attributes);
      count_name(*pair);
    }
  }

  template <typename Call>
  static void guarded(void* user, Call&& call) {
    auto& state = *static_cast<State*>(user);
    if (state.thrown) return;
    try {
      call(state);
    } catch (...) {  // rethrown by parse()
      state.thrown = std::current_exception();
      XML_StopParser(state.parser, XML_FALSE);
    }
  }
};

std::optional<std::string_view> XmlAttributes::find(std::string_view local_name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2)
    if (without_prefix(*pair) == local_name) return pair[1];
  return std::nullopt;
}

XmlParser::XmlParser(XmlHandler& handler, std::string name, const ImportLimits& limits)
    : state_(std::make_unique<State>(handler, std::move(name), limits)) {
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(
      state_->parser,
      [](void* user, const XML_Char* element, const XML_Char** attributes) {
        State::guarded(user, [&](State& state) {
          state.count_element(element, attributes);
          state.handler.start_element(without_prefix(element), XmlAttributes(attributes));
        });
      },
      [](void* user, const XML_Char* element) {
        State::guarded(user, [&](State& state) {
          --state.depth;
          state.handler.end_element(without_prefix(element));
        });
      });
  XML_SetCharacterDataHandler(state_->parser, [](void* user, const XML_Char* text, int size) {
    State::guarded(user, [&](State& state) { state.handler.text({text, static_cast<std::size_t>(size)}); });
  });
  XML_SetStartDoctypeDeclHandler(
      state_->parser, [](void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        State::guarded(user, [](State& state) {
          throw Failure(
              Code::corrupt_input,
              fmt::format("{} declares a document type, which no workbook does: it is not read", state.name));
        });
      });
}

XmlParser::~XmlParser() = default;

void XmlParser::parse(std::string_view chunk, bool is_last) {
  auto& state = *state_;
  const auto status = XML_Parse(state.parser, chunk.data(), static_cast<int>(chunk.size()), is_last ? 1 : 0);
  if (state.thrown) std::rethrow_exception(state.thrown);
  state.fed_bytes += chunk.size();
  if (status != XML_STATUS_OK)
    throw Failure(
        Code::corrupt_input,
        fmt::format("{} is damaged ({} at line {}, column {} of its XML): get the file again", state.name,
                    XML_ErrorString(XML_GetErrorCode(state.parser)), XML_GetCurrentLineNumber(state.parser),
                    XML_GetCurrentColumnNumber(state.parser)));
}

void XmlParser::require_short_markup() const {
  const auto& state = *state_;
  // Expat looks at an unfinished stretch of markup again from its start whenever more of it comes.
  const auto begin =
      static_cast<std::uint64_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(state.parser), 0));
  if (state.fed_bytes - std::min(begin, state.fed_bytes) > state.limits.markup_bytes)
    throw state.beyond("a tag, a comment or an attribute has too many bytes", state.limits.markup_bytes);
}

void XmlParser::feed(std::string_view chunk) {
  parse(chunk, false);
  require_short_markup();
}

void XmlParser::finish() { parse({}, true); }

}  // namespace flodata::importer
