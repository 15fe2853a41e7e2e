// A mutex that the compiler can check: with Clang's -Wthread-safety it is an error to use a member that is
// FLODATA_GUARDED_BY a mutex without holding it. (libstdc++'s own mutex has no annotations.)
#pragma once

#include <mutex>

#if defined(__clang__)
#define FLODATA_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define FLODATA_THREAD_ATTRIBUTE(x)
#endif
/// The member may only be used while the mutex is held.
#define FLODATA_GUARDED_BY(mutex) FLODATA_THREAD_ATTRIBUTE(guarded_by(mutex))
/// The function may only be called while the mutex is held. Also for a lambda: `[this]() FLODATA_REQUIRES(m)
/// {…}`.
#define FLODATA_REQUIRES(mutex) FLODATA_THREAD_ATTRIBUTE(requires_capability(mutex))

namespace flodata {

class FLODATA_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  void lock() FLODATA_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  void unlock() FLODATA_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Holds the mutex while this object lives. A std::condition_variable_any can wait with it.
class FLODATA_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) FLODATA_THREAD_ATTRIBUTE(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() FLODATA_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void lock() FLODATA_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  void unlock() FLODATA_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace flodata
