#include "store/production_store.h"

namespace flodata::store {

boost::asio::awaitable<void> ProductionStore::ping(SteadyTime deadline) {
  co_await pool_.execute({pg::Query(ping_)}, deadline, pg::SessionUse::shared);
}

}  // namespace flodata::store
