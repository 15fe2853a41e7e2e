#include "dataset/field_file.h"

#include "dataset/upsample_dataset.h"
#include "duck/file_replacement.h"

namespace flodata::dataset {

void make_field_file(const std::filesystem::path& path, const std::stop_token& stop,
                     const std::function<void(duck::Database&)>& fill) {
  duck::FileReplacement file(path);
  {
    auto database = value_or_throw(duck::Database::open(file.temporary(), duck::OpenMode::read_write, stop));
    fill(database);
    database.checkpoint();  // closed afterwards, nothing of it is left in a log beside the file
  }
  file.commit();
}

void make_simulated_field(const std::filesystem::path& path, const SimulatedField& options,
                          const std::stop_token& stop) {
  make_field_file(path, stop, [&](duck::Database& database) {
    write_simulated_field(database, options, stop, [](int) {});
    upsample_dataset(database, {.seed = options.seed}, stop, [](std::int64_t, std::int64_t) {});
  });
}

}  // namespace flodata::dataset
