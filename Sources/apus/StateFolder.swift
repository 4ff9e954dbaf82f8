import CloudCore
import FoundationEssentials
import Glibc
import HostKit

/// The folder that holds all state of a cloud on one machine: `$APUS_HOME`; else `.apus` of the clone that the program
/// was built in; else `/var/lib/apus`.
struct StateFolder: Sendable {
    let path: String
    /// Where passwords are: `secrets` in the folder; processes of one cloud that have folders of their own share it by
    /// `$APUS_SECRETS`.
    let secretsFolder: String

    init(_ path: String, secrets: String? = nil) {
        func absolute(_ path: String) -> String {
            path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        }
        self.path = absolute(path)
        secretsFolder = secrets.map(absolute) ?? self.path + "/secrets"
    }

    /// The one that the environment names.
    /// - Throws: `CommandFailure` for one that can only be a mistake: an empty name, or the root of the file system.
    static func current() throws -> StateFolder {
        let environment = ProcessInfo.processInfo.environment
        if let home = environment["APUS_HOME"], home.allSatisfy({ $0 == "/" || $0 == "." }) {
            throw CommandFailure("APUS_HOME is \"\(home)\", which is no folder for a cloud's state.")
        }
        return StateFolder(environment["APUS_HOME"] ?? ofTheProgram(), secrets: environment["APUS_SECRETS"])
    }

    private static func ofTheProgram() -> String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        guard let build = program.firstRange(of: "/.build/") else { return "/var/lib/apus" }
        return program[..<build.lowerBound] + "/.apus"
    }

    /// A folder without this file was not made by us, and is never removed.
    private var mark: String { path + "/.apus-state" }

    /// What an operator may lay into the folder before its first start, and what a file system of its own has.
    private static let mayPrecede: Set<String> = ["apus.yaml", "policy", "secrets", "lost+found"]

    /// - Throws: `CommandFailure` for a folder that is not a cloud's; one that is not there may pass for one.
    func requireMark() throws {
        guard HostFile.exists(path), !HostFile.exists(mark) else { return }
        throw CommandFailure(
            "\(path) is not the state folder of a cloud (it has no .apus-state): it is left as it is.")
    }

    /// Removes the folder and all in it; one that is not there is no error.
    /// - Throws: `CommandFailure` for a folder that is not a cloud's.
    func remove() throws {
        try requireMark()
        guard HostFile.exists(path) else { return }
        try HostFile.removeTree(path)
    }

    /// Marks a folder that is ours: made just now, or with nothing in it that an operator would not put there for us.
    private func putMark() throws {
        guard !HostFile.exists(mark) else { return }
        let strange = HostFile.names(in: path).filter {
            !Self.mayPrecede.contains($0) && !$0.hasPrefix("..apus-state.")
        }
        // Another process of ours may have put it there, and its own things, meanwhile.
        guard strange.isEmpty || HostFile.exists(mark) else {
            throw CommandFailure(
                "\(path) holds other things (\(strange.prefix(3).joined(separator: ", "))) and no cloud's state: "
                    + "set APUS_HOME to a new or empty folder.")
        }
        try HostFile.writeAtomically("A cloud's state.\n", to: mark)
    }

    var configurationFile: String { path + "/apus.yaml" }
    var pidFile: String { path + "/run/apus.pid" }
    func lockFile(_ role: Role) -> String { path + "/run/\(role.rawValue).lock" }
    /// Holds the APIs' URL while the cloud answers.
    var addressFile: String { path + "/run/address" }
    var logFile: String { path + "/logs/apus.log" }
    var cloudsFile: String { path + "/clouds.yaml" }
    var openrcFile: String { path + "/openrc" }
    var sshConfigFile: String { path + "/ssh_config" }
    var sshKeyFile: String { path + "/ssh/id_ed25519" }

    /// Makes the folder and its rooms; only its owner may look in.
    /// - Throws: `CommandFailure` for a folder that holds what is not ours.
    func prepare() throws {
        try HostFile.makeFolder(path, mode: 0o700)
        try putMark()
        try HostFile.makeFolder(secretsFolder, mode: 0o700)
        for name in ["db", "logs", "run", "ssh"] { try HostFile.makeFolder(path + "/" + name, mode: 0o700) }
    }

    func databaseFile(_ service: String) -> String { path + "/db/\(service).sqlite" }

    /// A secret of the cloud by its name: 32 random characters, made when first asked for, in a file of mode 0600.
    func secret(_ name: String) throws -> String {
        let file = secretsFolder + "/" + name
        if let text = HostFile.text(file), !text.isEmpty { return text }
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789")
        var random = SystemRandomNumberGenerator()
        let made = String((0..<32).compactMap { _ in alphabet.randomElement(using: &random) })
        // Processes that share the folder may make it at once: the first one's holds for all.
        let own = "\(file).\(getpid())"
        try HostFile.writeAtomically(made, to: own, mode: 0o600)
        defer { unlink(own) }
        guard link(own, file) == 0 || errno == EEXIST, let text = HostFile.text(file), !text.isEmpty else {
            throw SystemError("make the secret \(file)")
        }
        return text
    }

    /// The settings: the file in this folder, the environment, the flags.
    func text(of file: String) -> String { HostFile.text(file) ?? "" }
}
