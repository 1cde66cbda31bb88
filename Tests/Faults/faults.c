// Makes the n-th call of one kind fail, for LD_PRELOAD: what a full disk, a pulled cable or a worn-out disk does to a program.
//
//   FAULT_UNDER=/folder   only files below it count (resolve links first), and sockets for FAULT_CALL=send, recv, connect
//   FAULT_CALL=fsync      which kind: see `kinds`
//   FAULT_AT=17           which of them, from 1; 0 none
//   FAULT_ERRNO=5         how it fails (5 EIO, 24 EMFILE, 28 ENOSPC, 12 ENOMEM)
//   FAULT_LASTING=1       all later ones fail too
//   FAULT_HOW=short       a write writes half first; `kill` ends the process at that call with SIGKILL
//   FAULT_COUNTS=/file    at the end, a line per kind: how many there were
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { OPEN, READ, WRITE, FSYNC, RENAME, LINK, UNLINK, MKDIR, RMDIR, TRUNCATE, MMAP, FLOCK, SEND, RECV, CONNECT, KINDS };
static const char *const kinds[KINDS] = {"open", "read", "write", "fsync", "rename", "link", "unlink", "mkdir",
                                         "rmdir", "truncate", "mmap", "flock", "send", "recv", "connect"};

static struct {
    atomic_int is_ready;
    const char *under;
    size_t under_length;
    int kind, number, is_lasting;
    long at;
    enum { FAIL, SHORT, KILL } how;
} plan;
static atomic_long counts[KINDS];

static const char *setting(const char *name) {
    const char *text = getenv(name);
    return text ? text : "";
}

// Other constructors may open files before ours would run.
static void prepare(void) {
    if (plan.is_ready) return;
    plan.under = setting("FAULT_UNDER");
    plan.under_length = strlen(plan.under);
    plan.kind = KINDS;
    for (int kind = 0; kind < KINDS; kind++)
        if (!strcmp(setting("FAULT_CALL"), kinds[kind])) plan.kind = kind;
    plan.at = atol(setting("FAULT_AT"));
    plan.number = *setting("FAULT_ERRNO") ? atoi(setting("FAULT_ERRNO")) : EIO;
    plan.is_lasting = *setting("FAULT_LASTING") == '1';
    plan.how = !strcmp(setting("FAULT_HOW"), "short") ? SHORT : !strcmp(setting("FAULT_HOW"), "kill") ? KILL : FAIL;
    plan.is_ready = 1;
}

static int is_below(const char *path) {
    return plan.under_length > 0 && !strncmp(path, plan.under, plan.under_length) &&
           (path[plan.under_length] == '/' || path[plan.under_length] == 0);
}

static int counts_path(int folder, const char *path) {
    prepare();
    if (!path) return 0;
    if (path[0] == '/') return is_below(path);
    char link[64], base[4096];
    if (folder == AT_FDCWD) return getcwd(base, sizeof base) && is_below(base);
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, base, sizeof base - 1);
    if (length <= 0) return 0;
    base[length] = 0;
    return is_below(base);
}

static int counts_descriptor(int descriptor) {
    prepare();
    if (descriptor < 3) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_below(path);
}

// Whether this call is to fail.
static int strikes(enum kind kind) {
    long number = atomic_fetch_add(&counts[kind], 1) + 1;
    if (plan.kind != (int)kind || plan.at <= 0) return 0;
    if (number != plan.at && !(plan.is_lasting && number > plan.at)) return 0;
    if (plan.how == KILL) kill(getpid(), SIGKILL);
    errno = plan.number;
    return 1;
}

__attribute__((destructor)) static void report(void) {
    const char *path = setting("FAULT_COUNTS");
    FILE *file = *path ? fopen(path, "w") : NULL;
    if (!file) return;
    for (int kind = 0; kind < KINDS; kind++) fprintf(file, "%s %ld\n", kinds[kind], (long)counts[kind]);
    fclose(file);
}

#define NEXT(result, name, ...)                    \
    static result (*next)(__VA_ARGS__);            \
    if (!next) next = dlsym(RTLD_NEXT, name)
#define MODE                                       \
    mode_t mode = 0;                               \
    if (flags & (O_CREAT | O_TMPFILE)) {           \
        va_list rest;                              \
        va_start(rest, flags);                     \
        mode = va_arg(rest, mode_t);               \
        va_end(rest);                              \
    }

int open(const char *path, int flags, ...) {
    MODE NEXT(int, "open", const char *, int, mode_t);
    return counts_path(AT_FDCWD, path) && strikes(OPEN) ? -1 : next(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE NEXT(int, "open64", const char *, int, mode_t);
    return counts_path(AT_FDCWD, path) && strikes(OPEN) ? -1 : next(path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
    MODE NEXT(int, "openat", int, const char *, int, mode_t);
    return counts_path(folder, path) && strikes(OPEN) ? -1 : next(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
    MODE NEXT(int, "openat64", int, const char *, int, mode_t);
    return counts_path(folder, path) && strikes(OPEN) ? -1 : next(folder, path, flags, mode);
}
ssize_t read(int file, void *bytes, size_t count) {
    NEXT(ssize_t, "read", int, void *, size_t);
    return counts_descriptor(file) && strikes(READ) ? -1 : next(file, bytes, count);
}
ssize_t pread(int file, void *bytes, size_t count, off_t place) {
    NEXT(ssize_t, "pread", int, void *, size_t, off_t);
    return counts_descriptor(file) && strikes(READ) ? -1 : next(file, bytes, count, place);
}
ssize_t pread64(int file, void *bytes, size_t count, off64_t place) {
    NEXT(ssize_t, "pread64", int, void *, size_t, off64_t);
    return counts_descriptor(file) && strikes(READ) ? -1 : next(file, bytes, count, place);
}
ssize_t write(int file, const void *bytes, size_t count) {
    NEXT(ssize_t, "write", int, const void *, size_t);
    if (!(counts_descriptor(file) && strikes(WRITE))) return next(file, bytes, count);
    if (plan.how == SHORT && count > 1) return next(file, bytes, count / 2);
    return -1;
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    NEXT(ssize_t, "pwrite", int, const void *, size_t, off_t);
    if (!(counts_descriptor(file) && strikes(WRITE))) return next(file, bytes, count, place);
    if (plan.how == SHORT && count > 1) return next(file, bytes, count / 2, place);
    return -1;
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    NEXT(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    if (!(counts_descriptor(file) && strikes(WRITE))) return next(file, bytes, count, place);
    if (plan.how == SHORT && count > 1) return next(file, bytes, count / 2, place);
    return -1;
}
int fsync(int file) {
    NEXT(int, "fsync", int);
    return counts_descriptor(file) && strikes(FSYNC) ? -1 : next(file);
}
int fdatasync(int file) {
    NEXT(int, "fdatasync", int);
    return counts_descriptor(file) && strikes(FSYNC) ? -1 : next(file);
}
int rename(const char *old, const char *new) {
    NEXT(int, "rename", const char *, const char *);
    return counts_path(AT_FDCWD, new) && strikes(RENAME) ? -1 : next(old, new);
}
int renameat(int from, const char *old, int to, const char *new) {
    NEXT(int, "renameat", int, const char *, int, const char *);
    return counts_path(to, new) && strikes(RENAME) ? -1 : next(from, old, to, new);
}
int link(const char *old, const char *new) {
    NEXT(int, "link", const char *, const char *);
    return counts_path(AT_FDCWD, new) && strikes(LINK) ? -1 : next(old, new);
}
int symlink(const char *old, const char *new) {
    NEXT(int, "symlink", const char *, const char *);
    return counts_path(AT_FDCWD, new) && strikes(LINK) ? -1 : next(old, new);
}
int unlink(const char *path) {
    NEXT(int, "unlink", const char *);
    return counts_path(AT_FDCWD, path) && strikes(UNLINK) ? -1 : next(path);
}
int unlinkat(int folder, const char *path, int flags) {
    NEXT(int, "unlinkat", int, const char *, int);
    return counts_path(folder, path) && strikes(UNLINK) ? -1 : next(folder, path, flags);
}
int mkdir(const char *path, mode_t mode) {
    NEXT(int, "mkdir", const char *, mode_t);
    return counts_path(AT_FDCWD, path) && strikes(MKDIR) ? -1 : next(path, mode);
}
int rmdir(const char *path) {
    NEXT(int, "rmdir", const char *);
    return counts_path(AT_FDCWD, path) && strikes(RMDIR) ? -1 : next(path);
}
int ftruncate(int file, off_t length) {
    NEXT(int, "ftruncate", int, off_t);
    return counts_descriptor(file) && strikes(TRUNCATE) ? -1 : next(file, length);
}
int ftruncate64(int file, off64_t length) {
    NEXT(int, "ftruncate64", int, off64_t);
    return counts_descriptor(file) && strikes(TRUNCATE) ? -1 : next(file, length);
}
int flock(int file, int operation) {
    NEXT(int, "flock", int, int);
    return counts_descriptor(file) && strikes(FLOCK) ? -1 : next(file, operation);
}
void *mmap(void *start, size_t length, int protection, int flags, int file, off_t place) {
    NEXT(void *, "mmap", void *, size_t, int, int, int, off_t);
    return file >= 0 && counts_descriptor(file) && strikes(MMAP) ? MAP_FAILED
                                                                 : next(start, length, protection, flags, file, place);
}
void *mmap64(void *start, size_t length, int protection, int flags, int file, off64_t place) {
    NEXT(void *, "mmap64", void *, size_t, int, int, int, off64_t);
    return file >= 0 && counts_descriptor(file) && strikes(MMAP) ? MAP_FAILED
                                                                 : next(start, length, protection, flags, file, place);
}
ssize_t send(int socket, const void *bytes, size_t count, int flags) {
    NEXT(ssize_t, "send", int, const void *, size_t, int);
    prepare();
    return strikes(SEND) ? -1 : next(socket, bytes, count, flags);
}
ssize_t recv(int socket, void *bytes, size_t count, int flags) {
    NEXT(ssize_t, "recv", int, void *, size_t, int);
    prepare();
    return strikes(RECV) ? -1 : next(socket, bytes, count, flags);
}
int connect(int socket, const struct sockaddr *address, socklen_t length) {
    NEXT(int, "connect", int, const struct sockaddr *, socklen_t);
    prepare();
    return strikes(CONNECT) ? -1 : next(socket, address, length);
}
