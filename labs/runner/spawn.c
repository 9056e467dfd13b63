// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs one runner for each test that it reads from its standard input, in
 * turn, and copies the answers to its standard output. Nothing of a student
 * is in this program: it holds the time limits, for the case that a runner
 * does not keep them itself.
 *
 * Usage: spawn RUNNER. Answers, one a test: a line
 *
 *	answer BYTES said BYTES status N signal N cpu MS wall MS
 *
 * then what came on descriptor 3, and the start of what it printed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "jail.h"

#define CASE_MAX	(1u << 20)
#define ANSWER_MAX	(1u << 18)
#define SAID_MAX	(1u << 12)
#define CPU_SECONDS	1
#define WALL_MS		10000

/*
 * A test takes microseconds; a slow answer to a large one, compiled without
 * optimisation, half a second. After some that hang, less patience.
 */
static const struct patience {
	unsigned int hangs;
	const char *cpu_ms;
} patience[] = { { 12, "20" }, { 3, "50" }, { 1, "250" }, { 0, "900" } };

static unsigned int hangs;

/*
 * Runners that had to be killed for the time they took, since they did not
 * end themselves. That is no accident: after so many there are no more.
 */
#define MAX_KILLED	3
static unsigned int killed;

struct stream {
	int fd;
	size_t len, room;
	char *text;
};

static void die(const char *what)
{
	perror(what);
	exit(9);
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static const char *cpu_limit(void)
{
	const struct patience *p = patience;

	while (hangs < p->hangs)
		p++;
	return p->cpu_ms;
}

/* The next test's text, `end` included; 0 when there are no more. */
static size_t read_case(char *text)
{
	size_t len = 0;

	while (fgets(text + len, CASE_MAX - len, stdin)) {
		char *line = text + len;

		len += strlen(line);
		if (!strcmp(line, "end\n"))
			return len;
	}
	return 0;
}

static void become_runner(const char *path, int in, int out, int answer)
{
	char *const env[] = { NULL };
	char *const argv[] = { "runner", (char *)cpu_limit(), NULL };

	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	/* It may lie at 3 already, with close-on-exec set. */
	if (answer == 3)
		fcntl(3, F_SETFD, 0);
	else
		dup2(answer, 3);
	jail_limits(CPU_SECONDS);
	if (jail_system_calls())
		_exit(126);
	execve(path, argv, env);
	_exit(127);
}

static void take(struct stream *s)
{
	char spill[4096];
	bool full = s->len == s->room;
	ssize_t n = read(s->fd, full ? spill : s->text + s->len,
			 full ? sizeof(spill) : s->room - s->len);

	if (n <= 0)
		s->fd = -1;
	else if (!full)
		s->len += n;
}

/* Read both until they are closed; false when the time is over. */
static bool listen_to(struct stream *answer, struct stream *said)
{
	long end = now_ms() + WALL_MS, left;

	while (answer->fd >= 0 || said->fd >= 0) {
		struct pollfd fds[2] = { { answer->fd, POLLIN, 0 },
					 { said->fd, POLLIN, 0 } };

		left = end - now_ms();
		if (left <= 0)
			return false;
		if (poll(fds, 2, left) < 0)
			die("spawn: poll");
		if (fds[0].revents)
			take(answer);
		if (fds[1].revents)
			take(said);
	}
	return true;
}

static void tell(const struct stream *answer, const struct stream *said,
		 int status, const struct rusage *use, long wall)
{
	long cpu = (use->ru_utime.tv_sec + use->ru_stime.tv_sec) * 1000 +
		   (use->ru_utime.tv_usec + use->ru_stime.tv_usec) / 1000;

	if (memmem(answer->text, answer->len, "\"hang\"", 6))
		hangs++;
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU ||
				    WTERMSIG(status) == SIGKILL))
		killed++;
	printf("answer %zu said %zu status %d signal %d cpu %ld wall %ld\n",
	       answer->len, said->len,
	       WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	       WIFSIGNALED(status) ? WTERMSIG(status) : 0, cpu, wall);
	fwrite(answer->text, 1, answer->len, stdout);
	fwrite(said->text, 1, said->len, stdout);
	fflush(stdout);
}

static void feed(int fd, const char *text, size_t len)
{
	ssize_t n;

	while (len && (n = write(fd, text, len)) > 0) {
		text += n;
		len -= n;
	}
	close(fd);
}

static void run(const char *path, const char *text, size_t len)
{
	static char answer_text[ANSWER_MAX], said_text[SAID_MAX];
	struct stream answer = { .room = ANSWER_MAX, .text = answer_text };
	struct stream said = { .room = SAID_MAX, .text = said_text };
	int in[2], out[2], ans[2], status;
	long start = now_ms();
	struct rusage use;
	pid_t pid;

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) ||
	    pipe2(ans, O_CLOEXEC))
		die("spawn: pipe");
	pid = fork();
	if (pid < 0)
		die("spawn: fork");
	if (!pid)
		become_runner(path, in[0], out[1], ans[1]);
	close(in[0]);
	close(out[1]);
	close(ans[1]);
	feed(in[1], text, len);
	answer.fd = ans[0];
	said.fd = out[0];
	if (!listen_to(&answer, &said))
		kill(pid, SIGKILL);
	if (wait4(pid, &status, 0, &use) != pid)
		die("spawn: wait");
	close(ans[0]);
	close(out[0]);
	tell(&answer, &said, status, &use, now_ms() - start);
}

int main(int argc, char **argv)
{
	static char text[CASE_MAX];
	size_t len;

	if (argc != 2) {
		fprintf(stderr, "usage: spawn RUNNER < tests\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	while ((len = read_case(text))) {
		if (killed < MAX_KILLED)
			run(argv[1], text, len);
		else
			printf("answer 0 said 0 status -1 signal %d cpu 0 "
			       "wall 0\n", SIGXCPU);
	}
	return 0;
}
