// The least program that answers two requests of the API byte for byte as `flodata serve` does:
// `latest?hours=` and `range?start_time=&end_time=` (UTC, canonical well names). A thread per core with one
// PostgreSQL session in pipeline mode, epoll, no cache, no checks of what it is asked: the peer of
// api_speed.cc, for nothing else. Usage: bare_server PORT, with the database in PGHOST and so on.
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/json.h"

namespace {

constexpr std::array<std::string_view, 20> kColumns = {"time",
                                                       "original_time",
                                                       "well_name",
                                                       "well_type",
                                                       "flow_kind",
                                                       "on_stream_hrs",
                                                       "oil_rate",
                                                       "gas_rate",
                                                       "water_rate",
                                                       "water_inj_rate",
                                                       "avg_downhole_pressure",
                                                       "avg_dp_tubing",
                                                       "avg_annulus_press",
                                                       "avg_whp_p",
                                                       "dp_choke_size",
                                                       "avg_downhole_temperature",
                                                       "avg_wht_p",
                                                       "avg_choke_size_p",
                                                       "avg_choke_uom",
                                                       "quality"};

/// What a column's bytes are.
enum class Kind : std::uint8_t { time, text, number, json };

constexpr Kind kind_of(std::size_t column) {
  constexpr std::size_t kFirstText = 2;
  constexpr std::size_t kFirstNumber = 5;
  constexpr std::size_t kChokeUnit = 18;
  if (column < kFirstText) return Kind::time;
  if (column < kFirstNumber || column == kChokeUnit) return Kind::text;
  return column < kChokeUnit ? Kind::number : Kind::json;
}

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "bare_server: %s\n", what);
  std::exit(1);
}

std::uint64_t big_endian(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return std::endian::native == std::endian::little ? std::byteswap(value) : value;
}

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put_two(char* out, unsigned value) {
  *out++ = static_cast<char>('0' + value / 10);
  *out++ = static_cast<char>('0' + value % 10);
  return out;
}

/// Microseconds since 2000 as "2008-02-29T23:00:00+00:00", quoted.
char* put_time(char* out, std::int64_t microseconds) {
  namespace chrono = std::chrono;
  constexpr chrono::sys_days kEpoch = chrono::year{2000} / 1 / 1;
  const auto instant = kEpoch + chrono::microseconds(microseconds);
  const auto day = chrono::floor<chrono::days>(instant);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(chrono::floor<chrono::seconds>(instant - day));
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  *out++ = '"';
  out = put_two(put_two(out, year / 100), year % 100);
  *out++ = '-';
  out = put_two(out, static_cast<unsigned>(date.month()));
  *out++ = '-';
  out = put_two(out, static_cast<unsigned>(date.day()));
  *out++ = 'T';
  out = put_two(out, static_cast<unsigned>(time.hours().count()));
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(time.minutes().count()));
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(time.seconds().count()));
  return put(out, "+00:00\"");
}

/// A name of our own data has nothing to escape.
char* put_text(char* out, std::string_view text) {
  *out++ = '"';
  out = put(out, text);
  *out++ = '"';
  return out;
}

/// In the API's way, by the API's own function: the peer is to give the same bytes.
char* put_number(char* out, double value) {
  thread_local std::string text;
  text.clear();
  flodata::append_json_number(text, value);
  return put(out, text);
}

char* put_value(char* out, const PGresult* rows, int row, std::size_t column) {
  const int field = static_cast<int>(column);
  if (PQgetisnull(rows, row, field) != 0) return put(out, "null");
  const char* bytes = PQgetvalue(rows, row, field);
  const std::string_view text(bytes, static_cast<std::size_t>(PQgetlength(rows, row, field)));
  switch (kind_of(column)) {
    case Kind::time:
      return put_time(out, std::bit_cast<std::int64_t>(big_endian(bytes)));
    case Kind::text:
      return put_text(out, text);
    case Kind::number:
      return put_number(out, std::bit_cast<double>(big_endian(bytes)));
    case Kind::json:
      return put(out, text.substr(1));  // behind the version
  }
  return out;
}

/// The rows as a JSON array, at the end of `out`.
void append_rows(std::string& out, const PGresult* rows) {
  static const auto kKeys = [] {
    std::array<std::string, kColumns.size()> texts;
    for (std::size_t i = 0; i < kColumns.size(); ++i)
      texts[i] = std::string(i == 0 ? "{\"" : ",\"") + std::string(kColumns[i]) + "\":";
    return texts;
  }();
  constexpr std::size_t kMostOfARow = 1200;  // without its texts
  out += '[';
  for (int row = 0; row < PQntuples(rows); ++row) {
    std::size_t most = kMostOfARow;
    for (std::size_t i = 0; i < kColumns.size(); ++i)
      most += static_cast<std::size_t>(PQgetlength(rows, row, static_cast<int>(i)));
    if (out.capacity() < out.size() + most) out.reserve(2 * (out.size() + most));
    out.resize_and_overwrite(out.size() + most, [&, used = out.size()](char* buffer, std::size_t) {
      char* end = buffer + used;
      if (row > 0) *end++ = ',';
      for (std::size_t i = 0; i < kColumns.size(); ++i) end = put_value(put(end, kKeys[i]), rows, row, i);
      *end++ = '}';
      return end - buffer;
    });
  }
  out += ']';
}

std::int64_t number_at(std::string_view text, std::size_t at, std::size_t size) {
  std::int64_t value = 0;
  std::from_chars(text.data() + at, text.data() + at + size, value);
  return value;
}

/// "2008-02-29T00:00:00Z" as timestamptz.
std::uint64_t parse_time(std::string_view text) {
  namespace chrono = std::chrono;
  constexpr chrono::sys_days kEpoch = chrono::year{2000} / 1 / 1;
  const auto part = [&](std::size_t at, std::size_t size) { return number_at(text, at, size); };
  const chrono::sys_days day = chrono::year(static_cast<int>(part(0, 4))) /
                               chrono::month(static_cast<unsigned>(part(5, 2))) /
                               chrono::day(static_cast<unsigned>(part(8, 2)));
  const auto instant =
      day + chrono::hours(part(11, 2)) + chrono::minutes(part(14, 2)) + chrono::seconds(part(17, 2));
  const chrono::microseconds since = instant - kEpoch;
  return std::bit_cast<std::uint64_t>(std::int64_t{since.count()});
}

struct Client {
  int socket;
  std::string in;
  std::string out;
  std::size_t sent = 0;
  bool sends = false;  // whether its socket is watched for room
};

class Worker {
 public:
  Worker() : epoll_(epoll_create1(EPOLL_CLOEXEC)), database_(PQconnectdb("")) {
    if (PQstatus(database_) != CONNECTION_OK) fail(PQerrorMessage(database_));
    std::string columns;
    for (const auto column : kColumns) columns += (columns.empty() ? "" : ", ") + std::string(column);
    prepare("latest", "SELECT " + columns +
                          " FROM production_data WHERE well_name = $1 AND time > (SELECT max(time) FROM "
                          "production_data WHERE well_name = $1) - make_interval(hours => $2::int8::int) "
                          "ORDER BY time DESC");
    prepare("range", "SELECT " + columns +
                         " FROM production_data WHERE well_name = $1 AND time >= $2::timestamptz AND time <= "
                         "$3::timestamptz ORDER BY time");
    PQsetnonblocking(database_, 1);
    PQenterPipelineMode(database_);
    watch(PQsocket(database_), static_cast<void*>(&database_));
  }

  void watch(int descriptor, void* data) const {
    epoll_event event{.events = EPOLLIN, .data = {.ptr = data}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
  }

  void run() {
    std::array<epoll_event, 64> events;
    for (;;) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (event.data.ptr == static_cast<void*>(&database_))
          take_results();
        else
          serve(*static_cast<Client*>(event.data.ptr), event.events);
      }
      while (PQflush(database_) == 1) take_results();
    }
  }

 private:
  void prepare(const char* name, const std::string& sql) {
    PGresult* result = PQprepare(database_, name, sql.c_str(), 0, nullptr);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(PQerrorMessage(database_));
    PQclear(result);
  }

  void serve(Client& client, std::uint32_t what) {
    if ((what & EPOLLOUT) != 0) return send_on(client);
    std::array<char, 4096> part;
    const auto received = recv(client.socket, part.data(), part.size(), MSG_DONTWAIT);
    if (received <= 0) {  // no client of ours goes while it waits for an answer
      close(client.socket);
      delete &client;
      return;
    }
    client.in.append(part.data(), static_cast<std::size_t>(received));
    if (!client.in.ends_with("\r\n\r\n")) return;
    ask(client.in);
    client.in.clear();
    waiting_.push_back(&client);
  }

  /// "GET /api/production/{well}/latest?hours=24 HTTP/1.1", or range?start_time=…Z&end_time=…Z.
  void ask(std::string_view request) {
    constexpr std::string_view kPrefix = "GET /api/production/";
    request.remove_prefix(std::min(request.size(), kPrefix.size()));
    const auto target = request.substr(0, request.find(' '));
    const auto question = target.find('?');
    const auto query = target.substr(question + 1);
    const auto slash = target.rfind('/', question);
    const std::string well(target.substr(0, slash));
    const bool latest = target.substr(slash + 1).starts_with("latest");
    std::array<std::uint64_t, 2> values{};
    if (latest) {
      values[0] =
          static_cast<std::uint64_t>(number_at(query, std::string_view("hours=").size(), query.size() - 6));
    } else {
      values[0] = parse_time(query.substr(query.find('=') + 1));
      values[1] = parse_time(query.substr(query.rfind('=') + 1));
    }
    for (auto& value : values)
      if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
    const std::array<const char*, 3> bytes{well.c_str(), reinterpret_cast<const char*>(values.data()),
                                           reinterpret_cast<const char*>(&values[1])};
    const std::array<int, 3> sizes{static_cast<int>(well.size()), sizeof values[0], sizeof values[1]};
    const std::array<int, 3> formats{1, 1, 1};
    if (PQsendQueryPrepared(database_, latest ? "latest" : "range", latest ? 2 : 3, bytes.data(),
                            sizes.data(), formats.data(), 1) == 0 ||
        PQpipelineSync(database_) == 0)
      fail(PQerrorMessage(database_));
  }

  void take_results() {
    if (PQconsumeInput(database_) == 0) fail(PQerrorMessage(database_));
    while (!waiting_.empty() && PQisBusy(database_) == 0) {
      PGresult* result = PQgetResult(database_);
      const auto status = PQresultStatus(result);
      if (status == PGRES_TUPLES_OK) {
        answer(*waiting_.front(), result);
      } else if (status == PGRES_PIPELINE_SYNC) {
        waiting_.pop_front();
      } else if (result != nullptr) {
        fail(PQerrorMessage(database_));
      }
      PQclear(result);
    }
  }

  void answer(Client& client, const PGresult* rows) {
    constexpr std::string_view kHead =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:             \r\n\r\n";
    client.out = kHead;
    append_rows(client.out, rows);
    const auto length = std::to_string(client.out.size() - kHead.size());
    length.copy(client.out.data() + kHead.size() - std::string_view("\r\n\r\n").size() - length.size(),
                length.size());
    client.sent = 0;
    send_on(client);
  }

  void send_on(Client& client) const {
    const auto sent = send(client.socket, client.out.data() + client.sent, client.out.size() - client.sent,
                           MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) client.sent += static_cast<std::size_t>(sent);
    const bool partial = client.sent < client.out.size();
    if (partial == client.sends) return;
    client.sends = partial;
    epoll_event event{.events = partial ? EPOLLOUT : EPOLLIN, .data = {.ptr = &client}};
    epoll_ctl(epoll_, EPOLL_CTL_MOD, client.socket, &event);
  }

  int epoll_;
  PGconn* database_;
  std::deque<Client*> waiting_;  // for results, in the order of the questions
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) fail("usage: bare_server PORT");
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(arguments[1])));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    workers.push_back(std::make_unique<Worker>());
    std::thread([worker = workers.back().get()] { worker->run(); }).detach();
  }
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, SOMAXCONN) != 0)
    fail("cannot listen");
  for (std::size_t next = 0;; next = (next + 1) % workers.size()) {
    const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    workers[next]->watch(client, new Client{.socket = client, .in = {}, .out = {}});
  }
}
