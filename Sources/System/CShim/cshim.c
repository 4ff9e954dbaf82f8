#define _GNU_SOURCE
#include <sys/prctl.h>
#include <sys/resource.h>
#include "cshim.h"

#include <crypt.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>

amqp_rpc_reply_t shim_amqp_login(
    amqp_connection_state_t connection, const char *vhost, int frame_max, int heartbeat, const char *user,
    const char *password) {
  return amqp_login(connection, vhost, 0, frame_max, heartbeat, AMQP_SASL_METHOD_PLAIN, user, password);
}

int shim_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int shim_forbid_core_dumps(void) {
  // The Swift runtime's handlers would start a debugger that prints memory, and keep the dying process for minutes.
  const int crashes[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL);
  struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : -1;
}

int shim_setns_network(int fd) { return setns(fd, CLONE_NEWNET); }

int shim_crypt(const char *phrase, const char *setting, char *output, size_t size) {
  struct crypt_data state;
  memset(&state, 0, sizeof state);
  const char *hash = crypt_r(phrase, setting, &state);
  int failed = hash == NULL || hash[0] == '*' || strlen(hash) >= size;
  if (!failed) strcpy(output, hash);
  explicit_bzero(&state, sizeof state);
  return failed ? -1 : 0;
}

int shim_crypt_setting(
    const char *prefix, unsigned long cost, const char *random, int count, char *output, size_t size) {
  return crypt_gensalt_rn(prefix, cost, random, count, output, (int)size) == NULL ? -1 : 0;
}
