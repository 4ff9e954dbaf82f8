import ArgumentParser
import IdentityService

extension IdentityCommand {
    /// `apus identity purge`: removes rows that nothing depends on any more.
    struct Purge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "purge",
            abstract: "Remove revocations of expired tokens, and failed sign-ins that lock nobody any more.")

        func run() async throws {
            let removed = try await IdentityCommand.with { try await $0.purge() }
            print("apus: removed \(removed.revocations) revocations, \(removed.signIns) records of failed sign-ins")
        }
    }
}
