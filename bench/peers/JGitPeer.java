import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** JGit: `JGitPeer CASE GITDIR INPUTS COUNT`, one line of JSON as answer. */
public class JGitPeer {
  static final long MODULUS = 1L << 52;
  static long digest = 0;

  static void number(long value) {
    digest = (digest + value) % MODULUS;
  }

  static void content(byte[] data) {
    long sum = data.length;
    if (data.length > 0) {
      sum += (data[0] & 255) * 7 + (data[data.length / 2] & 255) * 31 + (data[data.length - 1] & 255) * 101;
    }
    number(sum);
  }

  static void oid(AnyObjectId id) {
    number(Long.parseLong(id.name().substring(0, 12), 16));
  }

  interface Visit {
    void line(String line) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    String id = arguments[0];
    double limit = arguments[3].equals("Infinity") ? Double.MAX_VALUE : Double.parseDouble(arguments[3]);
    long begin = System.nanoTime();
    long cpuBegin = cpu();
    long count;
    try (Repository repository =
            new FileRepositoryBuilder().setGitDir(new File(arguments[1])).setBare().build();
        ObjectReader reader = repository.newObjectReader()) {
      Path inputs = Path.of(arguments[2]);
      switch (id) {
        case "W1":
          count = each(inputs, "oids", limit, line -> content(read(reader, line)));
          break;
        case "W2":
          count = each(inputs, "oids", limit, line -> {
            ObjectId name = ObjectId.fromString(line);
            long size = reader.getObjectSize(name, ObjectReader.OBJ_ANY);
            number(Constants.typeString(reader.open(name).getType()).length() + size);
          });
          break;
        case "W5a":
          count = each(inputs, "halfMissing", limit, line -> number(reader.has(ObjectId.fromString(line)) ? 1 : 0));
          break;
        case "W5b":
          count = each(inputs, "abbreviations", limit,
              line -> oid(reader.resolve(AbbreviatedObjectId.fromString(line)).iterator().next()));
          break;
        case "W6":
          count = each(inputs, "paths", limit, line -> oid(repository.resolve(line)));
          break;
        case "W7":
          count = walk(repository, reader);
          break;
        case "W8":
          count = each(inputs, "first", limit, line -> content(read(reader, line)));
          break;
        default:
          throw new IllegalArgumentException(id);
      }
    }
    double wall = (System.nanoTime() - begin) / 1e9;
    double cpu = (cpu() - cpuBegin) / 1e9;
    System.out.println("{\"count\":" + count + ",\"digest\":" + digest + ",\"wall\":" + wall + ",\"cpu\":" + cpu + "}");
  }

  static byte[] read(ObjectReader reader, String line) throws Exception {
    return reader.open(ObjectId.fromString(line)).getCachedBytes(Integer.MAX_VALUE);
  }

  static long each(Path inputs, String name, double limit, Visit visit) throws Exception {
    List<String> lines = Files.readAllLines(inputs.resolve(name));
    int count = (int) Math.min(limit, lines.size());
    for (String line : lines.subList(0, count)) visit.line(line);
    return count;
  }

  static long walk(Repository repository, ObjectReader reader) throws Exception {
    long count = 0;
    try (ObjectWalk walk = new ObjectWalk(reader)) {
      for (Ref ref : repository.getRefDatabase().getRefs("").values()) {
        walk.markStart(walk.parseAny(ref.getObjectId()));
      }
      for (RevObject next = walk.next(); next != null; next = walk.next(), count++) oid(next);
      for (RevObject next = walk.nextObject(); next != null; next = walk.nextObject(), count++) oid(next);
    }
    return count;
  }

  /** Of all threads: the compiler's and the collector's belong to it. */
  static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
