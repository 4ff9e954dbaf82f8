import FoundationEssentials
import HostKit

/// Calls of iproute2 and nft; blocks, so only for threads that may wait.
struct HostTools: Sendable {
    func links(in namespace: NetworkNamespace) throws -> [String: ObservedLink] {
        let links: [ObservedLink] = try json("ip", ["-d", "-j", "addr", "show"], in: namespace)
        return Dictionary(links.compactMap { link in link.ifname.map { ($0, link) } }) { first, _ in first }
    }

    func routes(in namespace: NetworkNamespace, v6: Bool) throws -> [ObservedRoute] {
        let arguments = [v6 ? "-6" : "-4", "-j", "route", "show", "proto", "\(RoutePlan.protocolNumber)"]
        return try json("ip", arguments, in: namespace)
    }

    func forwarding(in namespace: NetworkNamespace) throws -> [ForwardingEntry] {
        try json("bridge", ["-j", "fdb", "show"], in: namespace)
    }

    /// Runs lines of `ip` or `bridge` in one process; each that fails is told, the others are done.
    func batch(_ lines: [String], with program: String = "ip", in namespace: NetworkNamespace?) throws -> [String] {
        guard !lines.isEmpty else { return [] }
        let text = lines.joined(separator: "\n") + "\n"
        let command = Command(program, ["-force", "-batch", "-"], input: Array(text.utf8), namespace: namespace)
        let result = try command.runBlocking()
        guard !result.succeeded else { return [] }
        return Self.failures(of: program, lines, errors: result.errors)
    }

    /// Pairs each `Command failed -:LINE` with the words before it. A link that was gone already is no failure: the
    /// kernel removes a cable by itself some time after the namespace of its other end.
    private static func failures(of program: String, _ lines: [String], errors: String) -> [String] {
        var failures = [String]()
        var words = [Substring]()
        for text in errors.split(separator: "\n") {
            guard text.hasPrefix("Command failed "), let number = text.split(separator: ":").last.flatMap({ Int($0) })
            else {
                words.append(text)
                continue
            }
            let line = lines.indices.contains(number - 1) ? lines[number - 1] : "line \(number)"
            let reason = words.joined(separator: "; ")
            words = []
            if line.hasPrefix("link del"), reason.contains("Cannot find device") { continue }
            failures.append("\(program) \(line): \(reason)")
        }
        return words.isEmpty ? failures : failures + ["\(program): \(words.joined(separator: "; "))"]
    }

    /// Runs an nft script as one transaction.
    func nft(_ script: String, in namespace: NetworkNamespace) throws {
        try Command("nft", ["-f", "-"], input: Array(script.utf8), namespace: namespace).checkBlocking()
    }

    /// A table's contents; nil when there is no such table.
    func table(_ family: String, _ name: String, in namespace: NetworkNamespace) throws -> NFTListing? {
        let result = try Command("nft", ["-j", "list", "table", family, name], namespace: namespace).runBlocking()
        guard result.succeeded else { return nil }
        return try JSONDecoder().decode(NFTListing.self, from: Data(result.stdout))
    }

    private func json<T: Decodable>(
        _ program: String, _ arguments: [String], in namespace: NetworkNamespace
    ) throws -> [T] {
        let result = try Command(program, arguments, namespace: namespace).checkBlocking()
        guard result.stdout.contains(UInt8(ascii: "[")) else { return [] }
        return try JSONDecoder().decode([T].self, from: Data(result.stdout))
    }
}
