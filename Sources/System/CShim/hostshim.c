#define _GNU_SOURCE
#include "hostshim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

static char *put_number(char *out, unsigned long long value) {
  char digits[24];
  int count = 0;
  do digits[count++] = (char)('0' + value % 10); while ((value /= 10) != 0);
  while (count > 0) *out++ = digits[--count];
  return out;
}

// Field 22 of /proc/self/stat, counted after the last ')': the name before it may hold anything.
static int own_start_time(char *out, char **end) {
  char stat[1024];
  int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t size = read(fd, stat, sizeof stat - 1);
  close(fd);
  if (size <= 0) return -1;
  stat[size] = 0;
  char *at = strrchr(stat, ')');
  for (int field = 2; at != NULL && field < 22; field++) at = strchr(at + 1, ' ');
  if (at == NULL) return -1;
  for (at++; *at >= '0' && *at <= '9'; at++) *out++ = *at;
  *end = out;
  return 0;
}

static int write_pid_file(const char *path) {
  char line[64], *at = put_number(line, (unsigned long long)getpid());
  *at++ = ' ';
  if (own_start_time(at, &at) != 0) return -1;
  *at++ = '\n';
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return -1;
  ssize_t size = write(fd, line, (size_t)(at - line));
  close(fd);
  return size == at - line ? 0 : -1;
}

static void become(const struct shim_spawn *r) {
  struct sigaction plain;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  for (int s = 1; s < NSIG; s++) sigaction(s, &plain, NULL);
  if (r->session ? setsid() < 0 : setpgid(0, 0) < 0) return;
  if (r->network >= 0 && setns(r->network, CLONE_NEWNET) < 0) return;
  // Above the first three before they are put in place, so that none overwrites another.
  int in = fcntl(r->input, F_DUPFD, 3), out = fcntl(r->output, F_DUPFD, 3), err = fcntl(r->error, F_DUPFD, 3);
  if (in < 0 || out < 0 || err < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) return;
  syscall(SYS_close_range, 3U, ~0U, 0U);
  if (r->pid_file != NULL && write_pid_file(r->pid_file) < 0) return;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(r->path, r->argv, r->envp);
}

int shim_spawn(const struct shim_spawn *request) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  volatile int failure = 0;  // the child of vfork writes into our memory
  pid_t pid = vfork();
  if (pid == 0) {
    become(request);
    failure = errno ? errno : EINVAL;
    _exit(127);
  }
  int fork_failure = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (pid < 0) return -fork_failure;
  if (failure == 0) return pid;
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
  return -failure;
}

int shim_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int shim_pidfd_signal(int pidfd, int signal) { return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0); }

int shim_unshare_network(void) { return unshare(CLONE_NEWNET); }

int shim_bind_mount(const char *source, const char *target) { return mount(source, target, "none", MS_BIND, NULL); }

int shim_unmount(const char *target) { return umount2(target, MNT_DETACH); }

int shim_is_namespace(const char *path) {
  struct statfs fs;
  if (statfs(path, &fs) < 0) return -1;
  return (unsigned long)fs.f_type == 0x6e736673UL || (unsigned long)fs.f_type == 0x9fa0UL;
}

int shim_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

struct thread_start {
  void (*entry)(void *);
  void *argument;
  char name[16];
};

static void *thread_main(void *pointer) {
  struct thread_start start = *(struct thread_start *)pointer;
  free(pointer);
  pthread_setname_np(pthread_self(), start.name);
  start.entry(start.argument);
  return NULL;
}

int shim_thread_start(const char *name, void (*entry)(void *), void *argument) {
  struct thread_start *start = malloc(sizeof *start);
  if (start == NULL) return ENOMEM;
  start->entry = entry;
  start->argument = argument;
  strncpy(start->name, name, sizeof start->name - 1);
  start->name[sizeof start->name - 1] = 0;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 1 << 20);
  pthread_t thread;
  int failure = pthread_create(&thread, &attributes, thread_main, start);
  pthread_attr_destroy(&attributes);
  if (failure != 0) free(start);
  return failure;
}

int shim_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int shim_tap_create(const char *name) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (strlen(name) >= IFNAMSIZ) { errno = ENAMETOOLONG; return -1; }
  int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  if (fd < 0) return -1;
  strcpy(request.ifr_name, name);
  request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
  int result = ioctl(fd, TUNSETIFF, &request);
  if (result == 0) result = ioctl(fd, TUNSETPERSIST, 1);
  int failure = errno;
  close(fd);
  errno = failure;
  return result < 0 ? -1 : 0;
}

int shim_wait_readable(int fd, int milliseconds) {
  struct pollfd entry = {.fd = fd, .events = POLLIN};
  int count = poll(&entry, 1, milliseconds);
  return count < 0 ? (errno == EINTR ? 0 : -1) : count;
}

int shim_announce(const char *name, const unsigned char address[4]) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (strlen(name) >= IFNAMSIZ) { errno = ENAMETOOLONG; return -1; }
  strcpy(request.ifr_name, name);
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ARP), .sll_halen = 6};
  memset(to.sll_addr, 0xff, 6);
  int result = ioctl(fd, SIOCGIFINDEX, &request);
  to.sll_ifindex = request.ifr_ifindex;
  if (result == 0) result = ioctl(fd, SIOCGIFHWADDR, &request);
  if (result == 0) {
    unsigned char frame[42] = {0};
    memset(frame, 0xff, 6);
    memcpy(frame + 6, request.ifr_hwaddr.sa_data, 6);
    memcpy(frame + 12, "\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01", 10);
    memcpy(frame + 22, request.ifr_hwaddr.sa_data, 6);
    memcpy(frame + 28, address, 4);
    memcpy(frame + 38, address, 4);
    result = sendto(fd, frame, sizeof frame, 0, (struct sockaddr *)&to, sizeof to) < 0 ? -1 : 0;
  }
  int failure = errno;
  close(fd);
  errno = failure;
  return result;
}

int shim_listen(const char *address, int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  if (inet_pton(AF_INET, address, &at.sin_addr) != 1) { errno = EINVAL; return -1; }
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
  if (fd < 0) return -1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 256) == 0) return fd;
  int failure = errno;
  close(fd);
  errno = failure;
  return -1;
}
