import ArgumentParser
import IdentityService

extension IdentityCommand {
    /// `apus identity rotate-credential-keys`.
    struct RotateCredentialKeys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-credential-keys",
            abstract: "Seal credentials with a new key; those sealed before stay readable.")

        func run() async throws {
            try await IdentityCommand.with { try await $0.rotateCredentialKeys() }
            print("apus: the credential keys are rotated")
            print("apus: `apus identity migrate-credentials` seals what is there with the new one")
        }
    }
}
