import ArgumentParser
import Glibc
import HostKit

/// `apus connect HOST PORT`: standard input and output joined to a TCP connection made inside the cloud's network;
/// ssh's proxy.
struct ConnectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Join standard input and output to an address of the cloud's network (ssh's ProxyCommand).")

    @Argument var host: String
    @Argument var port: Int

    func run() async throws {
        let cloud = try LocalCloud()
        guard (1...65535).contains(port) else { throw CommandFailure("\(port) is not a port.") }
        let thread = try HostThread(name: "connect", namespace: cloud.networkNamespace)
        let (host, port) = (host, port)
        try await thread.run {
            let socket = try Self.open(host, port)
            try Self.join(socket)
            close(socket)
        }
        thread.stop()
    }

    private static func open(_ host: String, _ port: Int) throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
            throw CommandFailure("\(host) is not an IP address.")
        }
        defer { freeaddrinfo(found) }
        let fd = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        guard fd >= 0, Glibc.connect(fd, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
            throw CommandFailure("\(host) port \(port): \(String(cString: strerror(errno)))")
        }
        return fd
    }

    /// Copies both ways until the far end closes.
    private static func join(_ socket: Int32) throws {
        var inputOpen = true
        while true {
            var polls = [pollfd(fd: socket, events: Int16(POLLIN), revents: 0)]
            if inputOpen { polls.append(pollfd(fd: 0, events: Int16(POLLIN), revents: 0)) }
            guard poll(&polls, nfds_t(polls.count), -1) >= 0 || errno == EINTR else { return }
            if polls[0].revents != 0, try copy(socket, 1) == 0 { return }
            if inputOpen, polls[1].revents != 0, try copy(0, socket) == 0 {
                inputOpen = false
                shutdown(socket, Int32(SHUT_WR))
            }
        }
    }

    /// Bytes moved; 0 at the end.
    private static func copy(_ from: Int32, _ to: Int32) throws -> Int {
        try withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { buffer in
            let count = read(from, buffer.baseAddress, buffer.count)
            guard count > 0 else { return 0 }
            var sent = 0
            while sent < count {
                let part = write(to, buffer.baseAddress.map { $0 + sent }, count - sent)
                guard part > 0 else {
                    throw CommandFailure("The connection broke: \(String(cString: strerror(errno)))")
                }
                sent += part
            }
            return count
        }
    }
}
