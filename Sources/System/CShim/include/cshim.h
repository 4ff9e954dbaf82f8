// What Swift cannot call directly: variadic functions, macros and calls that glibc hides behind feature flags.
#ifndef APUS_CSHIM_H
#define APUS_CSHIM_H

#include <amqp.h>
#include <stddef.h>

/// Logs in with SASL PLAIN. `amqp_login` is variadic, which Swift cannot call.
amqp_rpc_reply_t shim_amqp_login(
    amqp_connection_state_t connection, const char *vhost, int frame_max, int heartbeat, const char *user,
    const char *password);

/// A new event counter (eventfd) to wake a poll with, non-blocking and closed on exec. -1 with errno when there is
/// none.
int shim_eventfd(void);

/// Moves the calling thread into the network namespace open at `fd`. 0, or -1 with errno.
int shim_setns_network(int fd);

/// A crash ends this process at once, without a core file or a debugger. 0, or -1 with errno.
int shim_forbid_core_dumps(void);

/// Hashes `phrase` with `setting` (crypt(5)); writes a terminated string into `output`. 0, or -1 when refused.
int shim_crypt(const char *phrase, const char *setting, char *output, size_t size);

/// Makes a new setting for `prefix` (for example "$2b$") and `cost` out of `count` random bytes. 0, or -1.
int shim_crypt_setting(
    const char *prefix, unsigned long cost, const char *random, int count, char *output, size_t size);

#endif
