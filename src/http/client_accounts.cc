#include "http/client_accounts.h"

#include <algorithm>

namespace flodata::http {

ClientLimits beside_others(ClientLimits limits, int most_connections) {
  constexpr int kShareOfFour = 3;
  limits.connections = std::min(limits.connections, most_connections * kShareOfFour / 4);
  return limits;
}

bool finds_room(int number, int room, int most) {
  constexpr int kReserve = 16;  // reserve one connection in so many
  return room > (number <= kFewConnections ? 0 : most / kReserve);
}

ClientAccounts::Figures ClientAccounts::figures() const {
  Figures figures;
  {
    const MutexLock lock(mutex_);
    figures.clients = static_cast<std::int64_t>(accounts_.size());
    figures.connections = connections_;
  }
  figures.streams = streams_;
  figures.bytes_in_flight = bytes_in_flight_;
  std::ranges::copy(rejected_, figures.rejected.begin());
  return figures;
}

int ClientAccounts::beyond_budget() const {
  const MutexLock lock(mutex_);
  return beyond_budget_;
}

ClientAccounts::Connection::Connection(ClientAccounts& accounts, std::string client)
    : accounts_(&accounts), client_(std::move(client)) {
  const MutexLock lock(accounts.mutex_);
  auto& account = accounts.accounts_[client_];
  if (!account) account = std::make_unique<Account>();
  account_ = account.get();
  within_budget_ = account_->connections < accounts.limits_.connections;
  number_ = ++account_->connections;
  ++accounts.connections_;
  if (!within_budget_) ++accounts.beyond_budget_;
}

void ClientAccounts::Connection::replace_another() {
  if (within_budget_) return;
  const MutexLock lock(accounts_->mutex_);
  within_budget_ = true;
  --accounts_->beyond_budget_;
}

ClientAccounts::Connection::~Connection() {
  if (account_ == nullptr) return;
  const MutexLock lock(accounts_->mutex_);
  --accounts_->connections_;
  if (!within_budget_) --accounts_->beyond_budget_;
  if (--account_->connections == 0) accounts_->accounts_.erase(client_);
}

ClientAccounts::Connection::Connection(Connection&& other) noexcept
    : accounts_(other.accounts_),
      client_(std::move(other.client_)),
      account_(std::exchange(other.account_, nullptr)),
      number_(other.number_),
      within_budget_(other.within_budget_) {}

bool ClientAccounts::Connection::has_room_for_bytes() const {
  return account_->bytes_in_flight < accounts_->limits_.bytes_in_flight;
}

std::optional<ClientAccounts::StreamShare> ClientAccounts::Connection::open_stream() {
  if (++account_->streams > accounts_->limits_.streams) {
    --account_->streams;
    accounts_->count_rejection(Budget::streams);
    return std::nullopt;
  }
  ++accounts_->streams_;
  return StreamShare(account_->streams, accounts_->streams_, 1);
}

ClientAccounts::BytesShare ClientAccounts::Connection::hold_bytes(std::size_t size) {
  const auto bytes = static_cast<std::int64_t>(size);
  account_->bytes_in_flight += bytes;
  accounts_->bytes_in_flight_ += bytes;
  return {account_->bytes_in_flight, accounts_->bytes_in_flight_, bytes};
}

}  // namespace flodata::http
