#include "base/sha256.h"

#include <array>

#include <openssl/evp.h>

#include "base/check.h"

namespace flodata {

struct Sha256::Context {
  Context() : handle(EVP_MD_CTX_new()) { FLODATA_CHECK(handle != nullptr); }
  ~Context() { EVP_MD_CTX_free(handle); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  EVP_MD_CTX* handle;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  FLODATA_CHECK(EVP_DigestInit_ex(context_->handle, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> bytes) {
  FLODATA_CHECK(EVP_DigestUpdate(context_->handle, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() const {
  const Context copy;  // finishing ends a context, and this one is still needed
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  FLODATA_CHECK(EVP_MD_CTX_copy_ex(copy.handle, context_->handle) == 1);
  FLODATA_CHECK(EVP_DigestFinal_ex(copy.handle, digest.data(), &size) == 1);
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr unsigned kBitsOfDigit = 4;
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> kBitsOfDigit];
    text += kDigits[digest[i] & 0xfU];
  }
  return text;
}

}  // namespace flodata
