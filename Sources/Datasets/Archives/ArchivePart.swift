/// The pictures of one file of an archive, with their labels.
struct ArchivePart {
  let split: SplitFolder
  let pictures: PictureArchive
  /// Of each picture, an index into the names of the archive's classes.
  let labels: [UInt8]
}
