import CShim
import Glibc
import HostKit

/// The kernel's table of connections in one namespace; blocks.
struct ConnectionTable: Sendable {
    let namespace: NetworkNamespace

    func connections(zone: UInt16) throws -> [Connection] {
        try ["ipv4", "ipv6"].flatMap { family in
            let arguments = ["-L", "-f", family, "-w", "\(zone)"]
            return try Command("conntrack", arguments, namespace: namespace).runBlocking().output
                .split(separator: "\n").compactMap { Connection($0) }
        }
    }

    /// Marks connections so that the filter treats all of their packets as invalid, or as ordinary ones again.
    ///
    /// Deleting them would not do: TCP's next packet from the other side would be taken for a new connection.
    func condemn(_ verdicts: [(connection: Connection, condemned: Bool)], zone: UInt16) throws {
        guard !verdicts.isEmpty else { return }
        try BlockingWork.wait(in: namespace) {
            for verdict in verdicts {
                let mark = verdict.condemned ? FilterPlan.condemned : 0
                let result = Self.mark(verdict.connection, zone: zone, UInt32(mark))
                // One that has ended meanwhile needs no verdict.
                if result < 0 && errno != ENOENT { throw SystemError("mark a connection") }
            }
        }
    }

    /// Forgets what goes to an address that is no longer translated.
    func forget(destination: IPAddress) throws {
        let family = destination.isV6 ? "ipv6" : "ipv4"
        _ = try Command("conntrack", ["-D", "-f", family, "-d", destination.text], namespace: namespace).runBlocking()
        _ = try Command("conntrack", ["-D", "-f", family, "-q", destination.text], namespace: namespace).runBlocking()
    }

    private static func mark(_ connection: Connection, zone: UInt16, _ value: UInt32) -> Int32 {
        connection.source.bytes.withUnsafeBufferPointer { source in
            connection.destination.bytes.withUnsafeBufferPointer { destination in
                var request = shim_connection(
                    protocol: connection.number, address_size: Int32(source.count), source: source.baseAddress,
                    destination: destination.baseAddress, zone: zone,
                    source_port: UInt16(clamping: connection.sourcePort ?? 0),
                    destination_port: UInt16(clamping: connection.destinationPort ?? 0),
                    icmp_type: UInt8(clamping: connection.icmpType ?? 0),
                    icmp_code: UInt8(clamping: connection.icmpCode ?? 0),
                    icmp_id: UInt16(clamping: connection.icmpID ?? 0))
                return shim_connection_mark(&request, value)
            }
        }
    }
}
