import ArgumentParser

/// The program: the cloud itself, and the commands of those who run it.
@main
struct Apus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus", abstract: "A cloud that speaks OpenStack's APIs, in one program.",
        subcommands: [
            UpCommand.self, DownCommand.self, ServeCommand.self, TraceCommand.self, DoctorCommand.self, SSHCommand.self,
            ConnectCommand.self, IdentityCommand.self, PolicyCommand.self,
        ])
}
