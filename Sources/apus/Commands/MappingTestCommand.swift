import ArgumentParser
import CloudCore
import FoundationEssentials
import IdentityService

/// `apus identity mapping-test RULES INPUT`: what a federation mapping makes of an assertion.
struct MappingTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping-test", abstract: "Show who an identity provider's user is here, by a mapping's rules.")

    @Argument(help: "A file with the rules, in JSON.")
    var rules: String

    @Argument(help: "A file with what the provider says of the user, one 'name: value' a line.")
    var input: String

    @Option(help: "Only attributes whose names begin so are seen.")
    var prefix = ""

    @Option(help: "The version of the rules, where they name none: 1.0, 2.0 or 3.0.")
    var schemaVersion: String?

    func run() async throws {
        do {
            print(
                try MappingTest.run(
                    rules: text(rules), input: text(input), prefix: prefix, version: schemaVersion))
        } catch let fault as Fault {
            throw CommandFailure(fault.message)
        }
    }

    private func text(_ path: String) throws -> String {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("\(path) cannot be read")
        }
        return String(decoding: content, as: UTF8.self)
    }
}
