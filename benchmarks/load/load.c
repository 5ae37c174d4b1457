// A load generator for one core: epoll, no threads, no allocation while it measures.
//
//   load --port=9001 --path=/plaintext [--connections=64] [--pipeline=1] [--seconds=3] [--warmup=1] [--pid=SERVER]
//        [--method=POST --type=application/json --body='{"a":1}']
//   load --port=9001 --path=/echo --mode=echo …          each connection sends a message when the last one came back
//   load --port=9001 --path=/broadcast --mode=broadcast  the first connection sends, all count what they receive
//
// It prints one line of JSON. A server answers every request of a run with the same number of bytes (Date and Server have fixed lengths),
// so responses are counted by length and only their beginnings are looked at: anything but "HTTP/1.1 200", a length that moves, or a
// connection that ends is an error, and the run says so and exits with 1.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HTTP, ECHO, BROADCAST };

typedef struct {
    int fd;
    int missing;            // bytes of the response being received
    int owed;               // answers this connection still waits for, of the batch it sent
    int64_t sent_at;
} connection;

static int port, connections = 64, pipeline = 1, mode = HTTP, payload = 64;
static double seconds = 3, warmup = 1;
static long server_pid = 0;
static const char *path = "/", *method = "GET", *type = "application/json", *body = NULL;

static char request[1 << 20];
static int request_length;          // of one request
static int answer_length;           // of one answer
static char begins[16];
static int begins_length;

static uint64_t counted;
static uint64_t latency[64 * 64];   // log-linear: 64 steps per power of two, in microseconds
static connection *all;
static int epoll;

static void fail(const char *what) {
    fprintf(stderr, "load: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static double own_cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

// User and system time of the server, all threads, ended ones too.
static double server_cpu(void) {
    if (!server_pid) return 0;
    char name[64], text[1024];
    snprintf(name, sizeof name, "/proc/%ld/stat", server_pid);
    FILE *file = fopen(name, "r");
    if (!file) fail("the server is gone");
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    unsigned long user, system;
    char *behind = strrchr(text, ')');
    if (!behind || sscanf(behind + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) fail("no times");
    return (user + system) / (double) sysconf(_SC_CLK_TCK);
}

static void send_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = send(fd, bytes, length, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) continue;         // rare: a batch is smaller than a socket's buffer
        if (count <= 0) fail("cannot send");
        bytes += count;
        length -= count;
    }
}

static int connect_one(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (fd < 0) fail("socket");
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(fd, (struct sockaddr *) &to, sizeof to)) fail("cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

// Reads one head; returns how many bytes of a body came with it, which are left in text behind the head.
static int read_head(int fd, char *text, int size, int *head) {
    int have = 0;
    while (have < size - 1) {
        ssize_t count = recv(fd, text + have, size - 1 - have, 0);
        if (count <= 0) fail("no answer to the first request");
        have += count;
        text[have] = 0;
        char *end = strstr(text, "\r\n\r\n");
        if (end) {
            *head = end + 4 - text;
            return have - *head;
        }
    }
    fail("a head that does not end");
    return 0;
}

static void shake_hands(int fd) {
    char text[4096];
    int head;
    int length = snprintf(text, sizeof text,
            "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path, port);
    send_all(fd, text, length);
    if (read_head(fd, text, sizeof text, &head) != 0 || strncmp(text, "HTTP/1.1 101", 12)) fail("no WebSocket here");
}

// Asks once and learns how long an answer is.
static void learn(void) {
    char text[65536];
    int head;
    int fd = connect_one();
    send_all(fd, request, request_length);
    int more = read_head(fd, text, sizeof text, &head);
    char *length = strcasestr(text, "\r\ncontent-length:");
    if (strncmp(text, "HTTP/1.1 2", 10)) {
        text[head] = 0;
        fprintf(stderr, "%s", text);
        fail("not a status of success");
    }
    if (!length) fail("an answer without Content-Length");
    answer_length = head + atoi(length + 17);
    if (head + more > answer_length) fail("more than an answer");
    begins_length = 12;
    memcpy(begins, text, begins_length);
    close(fd);
}

static void make_http(void) {
    char batch[65536];
    int length = snprintf(batch, sizeof batch, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", method, path, port);
    if (body) length += snprintf(batch + length, sizeof batch - length, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, strlen(body));
    length += snprintf(batch + length, sizeof batch - length, "\r\n%s", body ? body : "");
    request_length = length;
    memcpy(request, batch, length);
    learn();
    for (int i = 1; i < pipeline; i++) memcpy(request + i * length, batch, length);
}

// A masked text frame of at most 125 bytes; the mask is zero, which servers cannot know beforehand.
static void make_frame(void) {
    request[0] = (char) 0x81;
    request[1] = (char) (0x80 | payload);
    memset(request + 2, 0, 4);
    memset(request + 6, 'x', payload);
    request_length = 6 + payload;
    for (int i = 1; i < pipeline; i++) memcpy(request + i * request_length, request, request_length);
    answer_length = 2 + payload;
    begins[0] = (char) 0x81;
    begins[1] = (char) payload;
    begins_length = 2;
}

static void fire(connection *c) {
    c->owed = pipeline;
    c->sent_at = now();
    send_all(c->fd, request, (size_t) request_length * pipeline);
}

static void took(int64_t nanos) {
    uint64_t micros = nanos / 1000 + 1;
    int power = 63 - __builtin_clzll(micros);
    int step = power < 6 ? (int) (micros << (6 - power)) & 63 : (int) (micros >> (power - 6)) & 63;
    latency[power * 64 + step]++;
}

static double quantile(double q) {
    uint64_t total = 0, seen = 0;
    for (int i = 0; i < 4096; i++) total += latency[i];
    for (int i = 0; i < 4096; i++) {
        seen += latency[i];
        if (seen > 0 && seen >= q * total) return (double) (1ULL << (i / 64)) * (1 + (i % 64) / 64.0);
    }
    return 0;
}

static void check(const char *at, int length) {
    int count = length < begins_length ? length : begins_length;
    if (memcmp(at, begins, count)) {
        errno = 0;
        fail("an answer that begins unlike the first one");
    }
}

static void receive(connection *c) {
    static char buffer[1 << 18];
    ssize_t count = recv(c->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) fail("the server ended a connection");
    int at = 0;
    while (at < count) {
        if (c->missing == 0) {
            check(buffer + at, count - at);
            c->missing = answer_length;
        }
        int part = c->missing < count - at ? c->missing : (int) (count - at);
        at += part;
        c->missing -= part;
        if (c->missing > 0) break;
        counted++;
        if (mode == BROADCAST && c != all) continue;
        if (--c->owed > 0) continue;
        if (at < count) fail("more answers than questions");
        took(now() - c->sent_at);
        fire(c);
    }
}

static void run(double time) {
    static struct epoll_event events[1024];
    int64_t end = now() + (int64_t) (time * 1e9);
    while (now() < end) {
        int count = epoll_wait(epoll, events, 1024, 100);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < count; i++) receive(events[i].data.ptr);
    }
}

static int option(const char *given, const char *name, const char **value) {
    size_t length = strlen(name);
    if (strncmp(given, name, length) || given[length] != '=') return 0;
    *value = given + length + 1;
    return 1;
}

static void read_options(int count, char **given) {
    for (int i = 1; i < count; i++) {
        const char *value;
        if (option(given[i], "--port", &value)) port = atoi(value);
        else if (option(given[i], "--path", &path) || option(given[i], "--method", &method)) continue;
        else if (option(given[i], "--type", &type) || option(given[i], "--body", &body)) continue;
        else if (option(given[i], "--connections", &value)) connections = atoi(value);
        else if (option(given[i], "--pipeline", &value)) pipeline = atoi(value);
        else if (option(given[i], "--seconds", &value)) seconds = atof(value);
        else if (option(given[i], "--warmup", &value)) warmup = atof(value);
        else if (option(given[i], "--pid", &value)) server_pid = atol(value);
        else if (option(given[i], "--mode", &value) && !strcmp(value, "http")) mode = HTTP;
        else if (option(given[i], "--mode", &value) && !strcmp(value, "echo")) mode = ECHO;
        else if (option(given[i], "--mode", &value) && !strcmp(value, "broadcast")) mode = BROADCAST;
        else {
            fprintf(stderr, "load: what is %s? The head of load.c lists the options\n", given[i]);
            exit(2);
        }
    }
    if (port <= 0 || connections < 1 || pipeline < 1 || pipeline > 64) {
        fprintf(stderr, "load: --port is needed; --connections is at least 1, --pipeline 1 to 64\n");
        exit(2);
    }
}

int main(int count, char **given) {
    read_options(count, given);
    if (mode == HTTP) make_http();
    else make_frame();
    all = calloc(connections, sizeof *all);
    epoll = epoll_create1(0);
    for (int i = 0; i < connections; i++) {
        connection *c = all + i;
        c->fd = connect_one();
        if (mode != HTTP) shake_hands(c->fd);
        struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = c};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &wanted)) fail("epoll_ctl");
    }
    for (int i = 0; i < (mode == BROADCAST ? 1 : connections); i++) fire(all + i);
    run(warmup);
    memset(latency, 0, sizeof latency);
    counted = 0;
    double own = own_cpu(), server = server_cpu();
    int64_t began = now();
    run(seconds);
    double elapsed = (now() - began) / 1e9;
    own = (own_cpu() - own) / elapsed;
    server = server_cpu() - server;
    printf("{\"count\":%llu,\"seconds\":%.3f,\"per_second\":%.1f,\"generator_cpu\":%.3f,\"server_cpu\":%.3f,"
           "\"server_us_each\":%.4f,\"p50_us\":%.0f,\"p99_us\":%.0f}\n",
           (unsigned long long) counted, elapsed, counted / elapsed, own, server / elapsed,
           counted ? server * 1e6 / counted : 0, quantile(.5), quantile(.99));
    return 0;
}
