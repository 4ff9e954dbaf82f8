import CShim
import Glibc

/// Feeds a running program its input, collects its output and waits for its end, on the calling thread.
struct CommandExchange {
    let pid: Int32
    let input: Pipe
    let output: Pipe
    let error: Pipe
    var pending: [UInt8]
    var stdout = [UInt8]()
    var stderr = [UInt8]()
    private var buffer = [UInt8](repeating: 0, count: 65536)

    init(pid: Int32, input: Pipe, output: Pipe, error: Pipe, pending: [UInt8]) {
        self.pid = pid
        self.input = input
        self.output = output
        self.error = error
        self.pending = pending
    }

    /// The exit code; nil when the program was killed because `timeout` passed.
    mutating func run(timeout: Duration) throws -> Int32? {
        let deadline = ContinuousClock.now + timeout
        let process = shim_pidfd_open(pid)
        defer { if process >= 0 { close(process) } }
        ignoreBrokenPipes()
        for end in [input.writeEnd, output.readEnd, error.readEnd] {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        feed()
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { break }
            var entries = [
                pollfd(fd: process, events: Int16(POLLIN), revents: 0),
                pollfd(fd: output.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: error.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input.writeEnd, events: Int16(POLLOUT), revents: 0),
            ]
            let milliseconds =
                min(left.components.seconds, 1_000_000) * 1000 + 1
                + left.components.attoseconds / 1_000_000_000_000_000
            _ = poll(&entries, nfds_t(entries.count), Int32(milliseconds))
            if entries[3].revents != 0 { feed() }
            stdout += drain(output)
            stderr += drain(error)
            if entries[0].revents != 0 { return reap() }
        }
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        _ = reap()
        return nil
    }

    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return shim_exit_code(status)
    }

    private mutating func feed() {
        guard input.writeEnd >= 0 else { return }
        while !pending.isEmpty {
            let count = pending.withUnsafeBytes { write(input.writeEnd, $0.baseAddress, $0.count) }
            if count < 0 && errno == EAGAIN { return }
            if count < 0 { pending = [] } else { pending.removeFirst(count) }
        }
        input.closeWriteEnd()
    }

    /// What there is to read now; closes the pipe at its end.
    private mutating func drain(_ pipe: Pipe) -> ArraySlice<UInt8> {
        var bytes = ArraySlice<UInt8>()
        while pipe.readEnd >= 0 {
            let count = read(pipe.readEnd, &buffer, buffer.count)
            if count > 0 { bytes += buffer[..<count] }
            if count == 0 { pipe.closeReadEnd() }
            if count <= 0 { break }
        }
        return bytes
    }

    /// The thread lives for this command only: a program that does not read must not end us.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
