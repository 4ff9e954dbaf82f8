import CloudCore
import Glibc

/// A thread that keeps a connection to the broker up and works on it.
enum AMQPThread {
    private static let portion = 100
    private static let longestPause: Int32 = 2000

    /// Starts the thread; it ends when the mailbox is closed. `make` makes the work on the thread.
    static func start<Work: AMQPWork>(
        _ address: AMQPAddress, _ mailbox: Mailbox<Work.Command>, onError: @escaping @Sendable (BusTrouble) -> Void,
        make: @escaping @Sendable () -> Work
    ) throws {
        try DedicatedThread.run {
            let work = make()
            var pause: Int32 = 100
            while !mailbox.isClosed {
                do {
                    let connection = try AMQPConnection(address)
                    try work.connected(connection)
                    pause = 100
                    try serve(connection, mailbox, work)
                    connection.close()
                } catch {
                    if !mailbox.isClosed { onError(.disconnected("\(error)")) }
                }
                work.disconnected()
                if !mailbox.isClosed { rest(mailbox, milliseconds: pause) }
                pause = min(pause * 2, longestPause)
            }
            work.finished()
        }
    }

    private static func serve<Work: AMQPWork>(
        _ connection: AMQPConnection, _ mailbox: Mailbox<Work.Command>, _ work: Work
    ) throws {
        while true {
            let closing = mailbox.isClosed
            var isIdle = true
            // In portions, so that neither side starves the other.
            for _ in 0..<portion {
                guard let command = mailbox.next() else { break }
                isIdle = false
                try work.perform(command, on: connection)
            }
            for _ in 0..<portion {
                guard let event = try connection.nextEvent() else { break }
                isIdle = false
                try work.received(event, on: connection)
            }
            connection.releaseBuffers()
            if isIdle, closing { return }
            if isIdle { mailbox.wait(socket: connection.socket, milliseconds: 2000) }
        }
    }

    /// Sleeps; commands that come meanwhile wait, and only closing ends it early.
    private static func rest(_ mailbox: Mailbox<some Sendable>, milliseconds: Int32) {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while !mailbox.isClosed, ContinuousClock.now < end { usleep(20_000) }  // a thread of its own
    }
}
