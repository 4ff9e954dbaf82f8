/// A guest as it is.
package struct GuestStatus: Sendable, Equatable {
    package var id: String
    package var name: String
    package var state: PowerState
    package var vcpus: Int
    /// MiB.
    package var memory: Int
    /// Nanoseconds of processor time used since its start.
    package var processorTime: UInt64
    /// It stands in the store of definitions, not only in memory.
    package var isPersistent: Bool
    /// Its memory lies in a file, to go on from at the next start.
    package var hasSavedState: Bool
    package var metadata: GuestMetadata

    package init(
        id: String, name: String, state: PowerState, vcpus: Int, memory: Int, processorTime: UInt64 = 0,
        isPersistent: Bool = true, hasSavedState: Bool = false, metadata: GuestMetadata = GuestMetadata()
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.vcpus = vcpus
        self.memory = memory
        self.processorTime = processorTime
        self.isPersistent = isPersistent
        self.hasSavedState = hasSavedState
        self.metadata = metadata
    }
}
