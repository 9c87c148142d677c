/// The nearest of the items seen so far, nearest first; of equally near ones the earlier first.
struct NearestList {
  let capacity: Int
  private(set) var neighbours: [Neighbour] = []

  init(capacity: Int) {
    self.capacity = capacity
  }

  mutating func insert(_ item: Int, similarity: Float) {
    if neighbours.count == capacity {
      guard let last = neighbours.last, last.similarity < similarity else { return }
      neighbours.removeLast()
    }
    var place = neighbours.count
    while place > 0, neighbours[place - 1].similarity < similarity { place -= 1 }
    neighbours.insert(Neighbour(item: item, similarity: similarity), at: place)
  }
}
