#include "http/idle_connections.h"

#include <algorithm>

#include <sys/ioctl.h>
#include <sys/socket.h>

namespace flodata::http {
namespace {

bool has_unread_bytes(int descriptor) {
  int bytes = 0;
  return ioctl(descriptor, FIONREAD, &bytes) == 0 && bytes > 0;
}

std::chrono::milliseconds patience_with(IdleConnections::Wait wait) {
  switch (wait) {
    case IdleConnections::Wait::first_request:
      return IdleConnections::kFirstPatience;
    case IdleConnections::Wait::next_request:
      return std::chrono::milliseconds(0);
    case IdleConnections::Wait::rest:
      return IdleConnections::kPatience;
  }
  return std::chrono::milliseconds(0);
}

}  // namespace

IdleConnections::Member::Member(IdleConnections& list, Socket& socket, const std::string& client, Wait wait,
                                Time now)
    : list_(&list) {
  const MutexLock lock(list.mutex_);
  place_ = list.waiting_.insert(list.waiting_.end(), {socket.native_handle(), &client, wait, now});
}

IdleConnections::Member::~Member() {
  const MutexLock lock(list_->mutex_);
  list_->waiting_.erase(place_);
}

IdleConnections::Place IdleConnections::oldest(std::string_view client, Time now) {
  return std::ranges::find_if(waiting_, [&](const Waiting& waiting) {
    return !waiting.closed && (client.empty() || *waiting.client == client) &&
           now - waiting.since > patience_with(waiting.wait) && !has_unread_bytes(waiting.descriptor);
  });
}

bool IdleConnections::close_oldest(std::span<IdleConnections* const> lists, std::string_view client,
                                   Time now) {
  IdleConnections* first = nullptr;
  Time since = Time::max();
  for (auto* list : lists) {
    const MutexLock lock(list->mutex_);
    const auto place = list->oldest(client, now);
    if (place == list->waiting_.end() || place->since >= since) continue;
    first = list;
    since = place->since;
  }
  if (first == nullptr) return false;
  const MutexLock lock(first->mutex_);
  const auto place = first->oldest(client, now);
  if (place == first->waiting_.end()) return false;
  place->closed = true;
  // The thread that waits on the socket notices this and closes it. A failure means that the client is gone
  // already.
  shutdown(place->descriptor, SHUT_RDWR);
  return true;
}

}  // namespace flodata::http
