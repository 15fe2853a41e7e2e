#include "importer/xml_parser.h"

#include <expat.h>

#include <exception>

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
  XML_Parser parser;
  std::exception_ptr thrown;  // an exception must not pass through expat's C frames

  State(XmlHandler& its_handler, std::string its_name)
      : handler(its_handler), name(std::move(its_name)), parser(XML_ParserCreate(nullptr)) {
    if (parser == nullptr) throw std::bad_alloc();
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

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

XmlParser::XmlParser(XmlHandler& handler, std::string name)
    : state_(std::make_unique<State>(handler, std::move(name))) {
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(
      state_->parser,
      [](void* user, const XML_Char* element, const XML_Char** attributes) {
        State::guarded(user, [&](State& state) {
          state.handler.start_element(without_prefix(element), XmlAttributes(attributes));
        });
      },
      [](void* user, const XML_Char* element) {
        State::guarded(user, [&](State& state) { state.handler.end_element(without_prefix(element)); });
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

void XmlParser::parse(std::string_view piece, bool is_last) {
  auto& state = *state_;
  const auto status = XML_Parse(state.parser, piece.data(), static_cast<int>(piece.size()), is_last ? 1 : 0);
  if (state.thrown) std::rethrow_exception(state.thrown);
  if (status != XML_STATUS_OK)
    throw Failure(
        Code::corrupt_input,
        fmt::format("{} is damaged ({} at line {}, column {} of its XML): get the file again", state.name,
                    XML_ErrorString(XML_GetErrorCode(state.parser)), XML_GetCurrentLineNumber(state.parser),
                    XML_GetCurrentColumnNumber(state.parser)));
}

void XmlParser::feed(std::string_view piece) { parse(piece, false); }

void XmlParser::finish() { parse({}, true); }

}  // namespace flodata::importer
