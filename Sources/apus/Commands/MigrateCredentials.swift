import ArgumentParser
import IdentityService

extension IdentityCommand {
    /// `apus identity migrate-credentials`.
    struct MigrateCredentials: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "migrate-credentials", abstract: "Seal all credentials with the newest key.")

        func run() async throws {
            try await IdentityCommand.withIdentity(of: LocalCloud()) { identity in
                print("apus: \(try await identity.secrets.migrate()) credentials are sealed anew")
            }
        }
    }
}
