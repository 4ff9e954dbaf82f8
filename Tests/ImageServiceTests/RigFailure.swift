/// Why the rig could not do what a test asked.
struct RigFailure: Error, CustomStringConvertible { var description: String }
