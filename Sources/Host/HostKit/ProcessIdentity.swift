import CShim
import Glibc

/// A process that cannot be mistaken for a later one with the same number: its id and when it began.
package struct ProcessIdentity: Sendable, Hashable, CustomStringConvertible {
    package let pid: Int32
    /// Clock ticks after boot: field 22 of `/proc/PID/stat`.
    package let startTime: UInt64

    package init(pid: Int32, startTime: UInt64) {
        self.pid = pid
        self.startTime = startTime
    }

    /// The process `pid` as it is now; nil when there is none, or only its zombie.
    package init?(running pid: Int32) {
        guard let stat = Self.stat(pid), stat.state != "Z", stat.state != "X" else { return nil }
        self.init(pid: pid, startTime: stat.startTime)
    }

    /// Reads `PID START`, as a pid file of ours holds it.
    package init?(pidFile path: String) {
        let words = (HostFile.text(path) ?? "").split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let pid = Int32(words[0]), pid > 0, let start = UInt64(words[1]) else { return nil }
        self.init(pid: pid, startTime: start)
    }

    package var description: String { "\(pid) \(startTime)" }

    /// Whether it still runs. Reaps it when it was our child and has ended.
    package var isAlive: Bool {
        guard let stat = Self.stat(pid), stat.startTime == startTime else { return false }
        if stat.state == "Z" {
            waitpid(pid, nil, WNOHANG)
            return false
        }
        return stat.state != "X"
    }

    /// Sends a signal to this very process; false when it is gone.
    @discardableResult
    package func signal(_ number: Int32) -> Bool {
        let descriptor = shim_pidfd_open(pid)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // Checked after the descriptor was opened: from then on the number cannot pass to another process.
        return isAlive && shim_pidfd_signal(descriptor, number) == 0
    }

    /// TERM, then after `grace` KILL; returns once it is gone, or throws.
    package func terminate(grace: Duration = .seconds(5)) async throws {
        guard signal(SIGTERM) else { return }
        if try await ends(within: grace) { return }
        signal(SIGKILL)
        if try await ends(within: .seconds(10)) { return }
        throw SystemError("end process \(pid)", code: ETIMEDOUT)
    }

    /// Like `terminate`, for a caller that may block.
    package func terminateBlocking(grace: Duration = .seconds(5)) throws {
        guard signal(SIGTERM) else { return }
        if endsBlocking(within: grace) { return }
        signal(SIGKILL)
        if endsBlocking(within: .seconds(10)) { return }
        throw SystemError("end process \(pid)", code: ETIMEDOUT)
    }

    private func endsBlocking(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        let descriptor = shim_pidfd_open(pid)
        defer { if descriptor >= 0 { close(descriptor) } }
        while isAlive {
            if descriptor < 0 || ContinuousClock.now >= deadline { return !isAlive }
            _ = shim_wait_readable(descriptor, 50)
        }
        return true
    }

    /// Waits until it is gone; false when it outlives `limit`.
    package func ends(within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        var pause = Duration.milliseconds(1)
        while isAlive {
            if ContinuousClock.now >= deadline { return false }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
        return true
    }

    private static func stat(_ pid: Int32) -> (state: Substring, startTime: UInt64)? {
        guard let text = HostFile.text("/proc/\(pid)/stat"), let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let start = UInt64(fields[19]) else { return nil }
        return (fields[0], start)
    }
}
