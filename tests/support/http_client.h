// A blocking HTTP/1.1 client on one connection, simple enough to send what no library would send.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace flodata::test {

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class HttpClient {
 public:
  /// Connects to 127.0.0.1. Throws Failure.
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends a request without body and reads the answer. Throws Failure when the server closes before its end.
  HttpResponse request(std::string_view method, std::string_view target,
                       std::string_view further_headers = "");
  HttpResponse get(std::string_view target) { return request("GET", target); }

  void send(std::string_view bytes);
  /// `method` tells whether a body follows the head. A chunked body is put together.
  HttpResponse receive(std::string_view method = "GET");
  /// Reads an answer up to the end of its head; the body is left empty.
  HttpResponse receive_head();
  /// Reads the next chunk of a chunked body; "" at its end. Throws Failure when the server closes before it.
  std::string receive_chunk();
  /// Reads until `size` bytes are there, and takes them. Throws Failure when the server closes before.
  std::string take(std::size_t size);
  /// Has the kernel take little of what nobody reads.
  void keep_receive_buffer_small();
  /// Waits, without reading, until the server has reset the connection. Returns false when it has not by
  /// then.
  bool reset_within(std::chrono::milliseconds limit);
  /// Returns whether the server has closed the connection; waits for it.
  bool closed_by_server();

 private:
  /// Appends what arrives; returns false at the end of the stream.
  bool receive_some();
  std::string take_through(std::string_view end);

  int socket_;
  std::string received_;
};

/// One request on a connection of its own.
HttpResponse http_get(std::uint16_t port, std::string_view target);

/// Asks a server of the API until it speaks of this version of the data: it hears of a commit a moment after
/// it. Throws Failure when it does not for a generous time.
void wait_for_version(std::uint16_t port, const std::string& sequence);

}  // namespace flodata::test
