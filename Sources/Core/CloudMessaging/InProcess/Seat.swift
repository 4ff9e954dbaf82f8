/// One subscription at a topic.
struct Seat: Sendable {
    let id: Int
    let receptions: [String: Reception]
    let concurrency: Int
    /// Receivers that run now.
    var running = 0
    /// Fan-outs to this subscription alone.
    var own = FIFO<Parcel>()

    init(id: Int, receptions: [String: Reception], concurrency: Int) {
        self.id = id
        self.receptions = receptions
        self.concurrency = max(1, concurrency)
    }

    var isFree: Bool { running < concurrency }
}
