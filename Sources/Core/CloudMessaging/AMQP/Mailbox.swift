import CShim
import CloudCore
import Glibc

/// Commands for a thread that also waits for a socket.
final class Mailbox<Command: Sendable>: Sendable {
    private struct State: Sendable {
        var commands = FIFO<Command>()
        var isClosed = false
        var isRung = false
    }

    private let state = LockedValue(State())
    private let bell: Int32

    init() throws {
        bell = shim_eventfd()
        guard bell >= 0 else { throw AMQPError("cannot make an eventfd: error \(errno)") }
    }

    deinit {
        close(bell)
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// False when the mailbox is closed.
    @discardableResult
    func post(_ command: Command) -> Bool {
        let (accepted, quiet) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            defer { state.isRung = true }
            return (true, !state.isRung)
        }
        if quiet { ring() }
        return accepted
    }

    /// Takes no more commands; those posted already can still be taken.
    func shut() {
        state.withLock { $0.isClosed = true }
        ring()
    }

    func next() -> Command? { state.withLock { $0.commands.popFirst() } }

    /// Blocks until a command is there, `socket` (unless negative) has input, the mailbox closes, or the time is over.
    func wait(socket: Int32, milliseconds: Int32) {
        var watched = [
            pollfd(fd: bell, events: Int16(POLLIN), revents: 0), pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&watched, 2, milliseconds)
        if watched[0].revents != 0 {
            var count: UInt64 = 0
            _ = read(bell, &count, 8)
            state.withLock { $0.isRung = false }
        }
    }

    private func ring() {
        var one: UInt64 = 1
        _ = write(bell, &one, 8)
    }
}
