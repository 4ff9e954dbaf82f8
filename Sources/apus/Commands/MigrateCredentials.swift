import ArgumentParser
import IdentityService

extension IdentityCommand {
    /// `apus identity migrate-credentials`.
    struct MigrateCredentials: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "migrate-credentials", abstract: "Seal all credentials with the newest key.")

        func run() async throws {
            let count = try await IdentityCommand.with { try await $0.migrateCredentials() }
            print("apus: \(count) credentials are sealed anew")
        }
    }
}
