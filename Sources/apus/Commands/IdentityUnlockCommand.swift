import ArgumentParser
import CloudCore
import IdentityService

extension IdentityCommand {
    /// `apus identity unlock USER`: lets a user in again who failed too often.
    struct Unlock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlock", abstract: "Let a user in again who was locked out, or would soon be.")

        @Argument(help: "The user's id or name.")
        var user: String

        @Option(help: "The id or name of the domain that a name is looked for in.")
        var domain = "default"

        func run() async throws {
            let id = try await IdentityCommand.with { try await $0.unlock(user: user, domain: domain) }
            print("apus: user \(id) may sign in again")
        }
    }
}
