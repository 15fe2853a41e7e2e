// Streaming XML: elements and text of one document, chunk by chunk. Document types (and so entities that
// multiply) are rejected. The only home of <expat.h>.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "importer/sheet/import_limits.h"

namespace flodata::importer {

/// Attributes of one element; views live as long as the call that gets them.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// Returns the attribute by its name without prefix.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view local_name) const;

 private:
  const char** pairs_;
};

/// What is done with a document's elements; names come without prefix.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start_element(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end_element(std::string_view name) = 0;
  /// Text comes in chunks of any length.
  virtual void text(std::string_view chunk) = 0;
};

class XmlParser {
 public:
  /// `name` stands in messages.
  XmlParser(XmlHandler& handler, std::string name, const ImportLimits& limits = {});
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  /// Errors: Failure corrupt_input for malformed XML and for what is beyond the limits; what the handler
  /// throws.
  void feed(std::string_view chunk);
  /// Says that the document ends here. Errors: as feed().
  void finish();

 private:
  struct State;
  void parse(std::string_view chunk, bool is_last);
  void require_short_markup() const;
  std::unique_ptr<State> state_;
};

}  // namespace flodata::importer
