/// One topic: the subscriptions at it and the messages that wait for one of them.
struct Desk: Sendable {
    /// A message given to a subscription.
    struct Assignment: Sendable {
        let seat: Int
        let receptions: [String: Reception]
        let parcel: Parcel
    }

    private(set) var seats: [Seat] = []
    private var queue = FIFO<Parcel>()
    /// Where the round robin goes on.
    private var turn = 0

    var isIdle: Bool { seats.isEmpty && queue.isEmpty }

    mutating func sit(_ seat: Seat) { seats.append(seat) }

    mutating func leave(_ id: Int) { seats.removeAll { $0.id == id } }

    /// Queues a message for one of the subscriptions.
    ///
    /// When more than `capacity` wait, the oldest one is pushed out and returned.
    mutating func put(_ parcel: Parcel, capacity: Int) -> Parcel? {
        queue.append(parcel)
        return queue.count > capacity ? queue.popFirst() : nil
    }

    /// Queues a message for every subscription; those pushed out are returned.
    mutating func putAll(_ parcel: Parcel, capacity: Int) -> [Parcel] {
        var dropped: [Parcel] = []
        for index in seats.indices {
            seats[index].own.append(parcel)
            if seats[index].own.count > capacity, let oldest = seats[index].own.popFirst() { dropped.append(oldest) }
        }
        return dropped
    }

    /// Forgets calls that nobody waits for any more.
    mutating func sweep() { queue.keep(\.isWanted) }

    mutating func finished(_ id: Int) {
        if let index = seats.firstIndex(where: { $0.id == id }) { seats[index].running -= 1 }
    }

    /// Gives waiting messages to free subscriptions, round robin.
    mutating func assign() -> [Assignment] {
        var out: [Assignment] = []
        for index in seats.indices {
            while seats[index].isFree, let parcel = seats[index].own.popFirst() { give(parcel, index, &out) }
        }
        while !queue.isEmpty, let index = nextFree() {
            guard let parcel = queue.popFirst() else { break }
            if parcel.isWanted {
                give(parcel, index, &out)
                turn = index + 1
            }
        }
        return out
    }

    private func nextFree() -> Int? {
        seats.indices.lazy.map { ($0 + turn) % seats.count }.first { seats[$0].isFree }
    }

    private mutating func give(_ parcel: Parcel, _ index: Int, _ out: inout [Assignment]) {
        seats[index].running += 1
        out.append(Assignment(seat: seats[index].id, receptions: seats[index].receptions, parcel: parcel))
    }
}
