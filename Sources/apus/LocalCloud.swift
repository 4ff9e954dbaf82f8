import CloudConfiguration
import CloudCore
import CloudSQL
import FoundationEssentials
import Glibc
import HostKit
import NetworkAgent

/// The cloud of this machine's state folder: its folder, settings and stores, for every command.
struct LocalCloud: Sendable {
    let folder: StateFolder
    let configuration: Configuration

    /// - Parameters:
    ///   - file: another configuration file than the folder's.
    ///   - flags: settings given on the command line.
    init(file: String? = nil, flags: [String: String] = [:]) throws {
        folder = try StateFolder.current()
        configuration = try Configuration(
            yaml: folder.text(of: file ?? folder.configurationFile), environment: ProcessInfo.processInfo.environment,
            flags: flags)
    }

    /// Where a service's rows are: a schema of the configured server, or a file of the state folder.
    func database(_ service: String) throws -> DatabaseLocation {
        guard let url = try configuration[Settings.database] else { return .sqlite(path: folder.databaseFile(service)) }
        guard case .postgresql(let connection, _)? = DatabaseLocation(url: url) else {
            throw ConfigurationError("database.url: \"\(url.prefix(12))…\" is not postgresql://…")
        }
        return .postgresql(connection, schema: "apus_\(service)")
    }

    /// This machine's name in the cloud.
    func hostName() throws -> String {
        if let name = try configuration[Settings.host] { return name }
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Where clients reach the APIs of this process: `https://cloud.example.org`; nil when that is where it listens.
    func publicURL() throws -> String? {
        guard let text = try configuration[Settings.publicURL] else { return nil }
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw ConfigurationError("public_url: \"\(text)\" is no http:// or https:// address.")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Host and port of the APIs.
    func listenAddress() throws -> (host: String, port: Int) {
        let text = try configuration[Settings.listen]
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else {
            throw ConfigurationError("listen: \"\(text)\" is not HOST:PORT.")
        }
        return (String(text[..<colon]), port)
    }

    /// What everything of this cloud on this host is named by, so that several clouds can stand side by side: `apus`
    /// and four
    /// letters of the folder's path.
    var namePrefix: String {
        var hash: UInt32 = 2_166_136_261
        for byte in folder.path.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")
        return "apus" + String((0..<4).map { alphabet[Int(hash >> (UInt32($0) * 5)) & 31] })
    }

    /// The namespace that holds the cloud's networks, where floating IPs are reached.
    var networkNamespace: NetworkNamespace { NetworkAgentRole.namespace(prefix: namePrefix) }

    /// A short folder for sockets, whose paths may not be long.
    var socketFolder: String { "/run/" + namePrefix }
}
