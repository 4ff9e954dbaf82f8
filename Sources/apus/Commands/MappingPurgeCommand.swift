import ArgumentParser
import IdentityService

/// `apus identity mapping-purge`: forgets whom of directories ids stand for, by Keystone's own options.
struct MappingPurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping-purge",
        abstract: "Forget users and groups of directories; ids and roles come back when they are seen again.")

    /// What Keystone calls kinds.
    enum Kind: String, ExpressibleByArgument {
        case user, group
    }

    @Flag(help: "All of all domains.")
    var all = false
    @Option(help: "Those of this domain.")
    var domainName: String?
    @Option(help: "The one with this id.")
    var publicID: String?
    @Option(help: "The one that the directory calls so; with --domain-name.")
    var localID: String?
    @Option(help: "Users or groups only.")
    var type: Kind?

    func validate() throws {
        guard all != (domainName != nil || publicID != nil || localID != nil || type != nil) else {
            throw ValidationError("Say --all, or else whom: --domain-name, --public-id, --local-id, --type.")
        }
        guard localID == nil || domainName != nil else { throw ValidationError("--local-id needs --domain-name.") }
    }

    func run() async throws {
        try await IdentityCommand.with { role in
            let count = try await role.purgeMappings(
                domainName: domainName, publicID: publicID, localID: localID, kind: type?.rawValue)
            print("apus: \(count) forgotten")
        }
    }
}
