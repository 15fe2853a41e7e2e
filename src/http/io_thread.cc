#include "http/io_thread.h"

#include <cstdint>

#include <sys/syscall.h>
#include <unistd.h>

namespace flodata::http {
namespace {

/// Requests short time slices, so that the kernel runs this thread sooner (EEVDF, Linux 6.12 and later;
/// earlier kernels ignore it). The thread's share of the processor stays the same, so this needs no
/// privilege.
void ask_for_short_turns() {
  constexpr std::uint64_t kTurnNs = 100'000;  // the kernel's minimum
  struct {  // sched_attr of <linux/sched/types.h>, which conflicts with glibc's <sched.h>
    std::uint32_t size;
    std::uint32_t policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime_ns;
    std::uint64_t deadline_ns;
    std::uint64_t period_ns;
  } attributes{};
  if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  attributes.runtime_ns = kTurnNs;
  syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

IoThread::IoThread(const std::function<std::unique_ptr<Handler>(boost::asio::any_io_executor)>& make_handler)
    : io_(std::make_unique<boost::asio::io_context>(1)),
      guard_(boost::asio::make_work_guard(*io_)),
      handler_(make_handler(io_->get_executor())) {}

IoThread::~IoThread() {
  handler_->close();
  guard_.reset();
  io_.reset();
}

void IoThread::start(Turns turns) {
  thread_ = std::thread([this, turns] {
    if (turns == Turns::short_ones) ask_for_short_turns();
    io_->run();
  });
}

void IoThread::stop() {
  io_->stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace flodata::http
