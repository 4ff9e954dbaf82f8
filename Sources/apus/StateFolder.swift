import CloudCore
import FoundationEssentials
import HostKit

/// The folder that holds all state of a cloud on one machine: `$APUS_HOME`, else `/var/lib/apus`.
struct StateFolder: Sendable {
    let path: String

    init(_ path: String) { self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path }

    /// The one that the environment names.
    static func current() -> StateFolder {
        StateFolder(ProcessInfo.processInfo.environment["APUS_HOME"] ?? "/var/lib/apus")
    }

    var configurationFile: String { path + "/apus.yaml" }
    var pidFile: String { path + "/run/apus.pid" }
    /// Holds `host:port` while the cloud answers.
    var addressFile: String { path + "/run/address" }
    var logFile: String { path + "/logs/apus.log" }
    var cloudsFile: String { path + "/clouds.yaml" }
    var openrcFile: String { path + "/openrc" }
    var sshConfigFile: String { path + "/ssh_config" }
    var sshKeyFile: String { path + "/ssh/id_ed25519" }

    /// Makes the folder and its rooms; only its owner may look in.
    func prepare() throws {
        try HostFile.makeFolder(path, mode: 0o700)
        for name in ["db", "logs", "run", "secrets", "ssh"] { try HostFile.makeFolder(path + "/" + name, mode: 0o700) }
    }

    func databaseFile(_ service: String) -> String { path + "/db/\(service).sqlite" }

    /// A secret of the cloud by its name: 32 random characters, made when first asked for, in a file of mode 0600.
    func secret(_ name: String) throws -> String {
        let file = path + "/secrets/" + name
        if let text = HostFile.text(file), !text.isEmpty { return text }
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789")
        var random = SystemRandomNumberGenerator()
        let made = String((0..<32).compactMap { _ in alphabet.randomElement(using: &random) })
        try HostFile.writeAtomically(made, to: file, mode: 0o600)
        return made
    }

    /// The settings: the file in this folder, the environment, the flags.
    func text(of file: String) -> String { HostFile.text(file) ?? "" }
}
