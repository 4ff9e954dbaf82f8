// Processes, namespaces and sockets of the host: what Swift cannot call directly.
#ifndef APUS_HOSTSHIM_H
#define APUS_HOSTSHIM_H


/// What to start. `path` is absolute; `argv` and `envp` end with NULL.
struct shim_spawn {
  const char *path;
  char *const *argv;
  char *const *envp;
  int input, output, error;   // become 0, 1, 2
  int network;                // an open network namespace, or -1
  int session;                // 1: a session of its own; 0: a process group of its own
  const char *pid_file;       // NULL, or where the child writes "PID START\n" before it becomes the program
};

/// Starts a process; returns its id, or the negative errno of what failed before the program took over.
int shim_spawn(const struct shim_spawn *request);

/// A descriptor for process `pid`, readable once it has ended. -1 with errno.
int shim_pidfd_open(int pid);

/// Sends `signal` to the process behind `pidfd`. 0, or -1 with errno.
int shim_pidfd_signal(int pidfd, int signal);

/// Gives the calling thread a new network namespace. 0, or -1 with errno.
int shim_unshare_network(void);

/// Binds what `source` names onto the file `target`. 0, or -1 with errno.
int shim_bind_mount(const char *source, const char *target);

/// Detaches the mount at `target`. 0, or -1 with errno.
int shim_unmount(const char *target);

/// 1 when `path` is a namespace (on nsfs), 0 when it is something else, -1 with errno.
int shim_is_namespace(const char *path);

/// Decodes a status of waitpid: the exit code, or 128 + the signal.
int shim_exit_code(int status);

/// Runs `entry(argument)` on a new detached thread called `name` (15 bytes). 0, or an errno.
int shim_thread_start(const char *name, void (*entry)(void *), void *argument);

/// A pipe whose ends do not pass to programs: `ends[0]` to read. 0, or -1 with errno.
int shim_pipe(int ends[2]);

/// Makes a persistent tap `name` in the calling thread's network namespace. 0, or -1 with errno.
int shim_tap_create(const char *name);

/// Waits up to `milliseconds` for `fd` to be readable: 1, 0 on timeout, -1 with errno.
int shim_wait_readable(int fd, int milliseconds);

/// Tells the segment of interface `name` that IPv4 `address` (four bytes) is at this MAC, in the calling thread's
/// network
/// namespace. 0, or -1 with errno.
int shim_announce(const char *name, const unsigned char address[4]);

/// A listening TCP socket on IPv4 `address`:`port`, non-blocking, in the calling thread's network namespace. -1 with
/// errno.
int shim_listen(const char *address, int port);

/// A tracked connection, by the direction that began it: addresses of 4 or 16 bytes.
struct shim_connection {
  unsigned char protocol;
  int address_size;
  const unsigned char *source, *destination;
  unsigned short zone, source_port, destination_port;
  unsigned char icmp_type, icmp_code;
  unsigned short icmp_id;
};

/// Sets the mark of a connection in the calling thread's network namespace. 0, or -1 with errno (ENOENT: there is
/// none).
int shim_connection_mark(const struct shim_connection *connection, unsigned mark);

/// Gives the kernel back what malloc holds free, and unmaps code and constants until they are used again.
void shim_give_back_memory(void);

#endif
