# Packets through the kernel of this network namespace, for open-lab.ts: one TUN for each interface that is named behind
# the word `tun`. Behind `tap` they are TAPs, for frames.
# A write to a TUN runs the whole way through the kernel's hooks to the other TUN before it returns, so that a packet
# which cannot be read afterwards was dropped: no waiting, no lost packets.
#
# Frames come on standard input and are answered in their order, each as a letter, a length in 32 bits and a body:
#   S  packets, each as interface number and length in 16 bits and its bytes  ->  A  what came out, in the same form
#   T  packets in the same form, as many as the interfaces can hold          ->  A  two numbers as text: nanoseconds of
#      processor time that the kernel took for them, without those of this loop, and how many came out
#   F  forget all connections                                                ->  A  nothing
#   C  what connection tracking has lost, and processor time in seconds      ->  A  two numbers as text
# E instead of A has the reason of a failure. This process, and the namespace with it, ends with its standard input.
use strict;
use warnings;
use Fcntl qw(O_RDWR O_NONBLOCK);

use constant {
    TUNSETIFF   => 0x400454ca,    # linux/if_tun.h
    TUN_NO_INFO => 0x1001,        # IFF_TUN | IFF_NO_PI
    TAP_NO_INFO => 0x1002,        # IFF_TAP | IFF_NO_PI
    AF_NETLINK  => 16,
    NETFILTER   => 12,
    CT_DELETE   => 0x102,         # linux/netfilter/nfnetlink_conntrack.h
    CT_COUNTERS => 0x104,
    ERROR       => 2,             # linux/netlink.h
    DONE        => 3,
    LONGEST     => 65_536,
};

my @settings = (
    [ 'net/ipv4/ip_forward',                  1 ],
    [ 'net/ipv4/conf/all/rp_filter',          0 ],
    [ 'net/ipv4/conf/default/rp_filter',      0 ],
    [ 'net/ipv4/conf/all/send_redirects',     0 ],
    [ 'net/ipv4/conf/default/send_redirects', 0 ],
    [ 'net/ipv6/conf/all/forwarding',         1 ],
    [ 'net/ipv6/conf/default/addr_gen_mode',  1 ],
);
# Pieces of packets that never come in full fill the room that the kernel has for pieces; seconds that it keeps them. Some
# kernels have no such setting, and with them fewer pieces can be sent.
my @haste = map { [ "net/$_", 1 ] } 'ipv4/ipfrag_time', 'ipv6/ip6frag_time', 'netfilter/nf_conntrack_frag6_timeout';
my @silence = ( [ 'net/ipv6/conf/all/disable_ipv6', 1 ], [ 'net/ipv6/conf/default/disable_ipv6', 1 ] );
my @tuns;

binmode STDIN;
binmode STDOUT;
exit 1 unless answer( sub { open_tuns(@ARGV) } );
while ( defined( my $head = take(5) ) ) {
    my ( $what, $length ) = unpack 'aN', $head;
    my $body = take($length);
    last unless defined $body;
    answer( sub { $what eq 'S' ? pump($body) : $what eq 'T' ? timed($body) : $what eq 'F' ? forget() : lost() } );
}

sub open_tuns {
    my $kind = shift;
    for ( @settings, ( grep { -w "/proc/sys/$_->[0]" } @haste ), $kind eq 'tap' ? @silence : () ) {
        my ( $name, $value ) = @{$_};
        open my $file, '>', "/proc/sys/$name" or die "cannot set $name: $!\n";
        print {$file} $value;
        close $file or die "cannot set $name: $!\n";
    }
    for my $name (@_) {
        sysopen my $tun, '/dev/net/tun', O_RDWR | O_NONBLOCK or die "/dev/net/tun: $!\n";
        my $request = pack 'a16 S x22', $name, $kind eq 'tap' ? TAP_NO_INFO : TUN_NO_INFO;
        ioctl $tun, TUNSETIFF, $request or die "cannot make an interface that is called $name: $!\n";
        push @tuns, $tun;
    }
    return '';
}

sub pump {
    my $end = length $_[0];
    my $at  = 0;
    while ( $at < $end ) {
        my ( $number, $length ) = unpack 'nn', substr $_[0], $at, 4;
        defined syswrite $tuns[$number], $_[0], $length, $at + 4 or die "the kernel takes no such packet: $!\n";
        $at += 4 + $length;
    }
    my $out = '';
    my $packet;
    for my $number ( 0 .. $#tuns ) {
        while ( my $length = sysread $tuns[$number], $packet, LONGEST ) {
            $out .= pack 'nna*', $number, $length, $packet;
        }
    }
    return $out;
}

# Nothing but the writes is timed. The same writes to /dev/null tell what this loop and the system calls take.
sub timed {
    require Time::HiRes;
    my ( @list, $packet );
    for ( my $at = 0 ; $at < length $_[0] ; ) {
        my ( $number, $length ) = unpack 'nn', substr $_[0], $at, 4;
        push @list, [ $tuns[$number], substr $_[0], $at + 4, $length ];
        $at += 4 + $length;
    }
    open my $null, '>', '/dev/null' or die "/dev/null: $!\n";
    my $seconds = write_all( \@list ) - write_all( [ map { [ $null, $_->[1] ] } @list ] );
    my $out = 0;
    for my $tun (@tuns) {
        $out++ while sysread $tun, $packet, LONGEST;
    }
    return sprintf '%.0f %d', 1e9 * $seconds, $out;
}

sub write_all {
    my ($list) = @_;
    my $clock  = Time::HiRes::CLOCK_PROCESS_CPUTIME_ID();
    my $before = Time::HiRes::clock_gettime($clock);
    defined syswrite $_->[0], $_->[1] or die "the kernel takes no such packet: $!\n" for @{$list};
    return Time::HiRes::clock_gettime($clock) - $before;
}

# Without a tuple, a request to delete means every connection.
sub forget {
    ask( CT_DELETE, 0x005, sub { } );
    return '';
}

# Insertions that failed, packets that were dropped, connections that had to go early, chains that were too long.
sub lost {
    my $sum = 0;
    ask(
        CT_COUNTERS,
        0x301,
        sub {
            my ($body) = @_;
            for ( my $at = 4 ; $at + 4 <= length $body ; ) {
                my ( $length, $kind ) = unpack 'SS', substr $body, $at, 4;
                last if $length < 4;
                $sum += unpack 'N', substr $body, $at + 4, 4 if grep { $kind == $_ } 9, 10, 11, 15;
                $at += ( $length + 3 ) & ~3;
            }
        }
    );
    my ( $user, $system ) = times;
    return join ' ', $sum, $user + $system;
}

# Sends a request to nfnetlink and calls back with the body of each message that answers it.
sub ask {
    my ( $type, $flags, $each ) = @_;
    my $kernel = pack 'S x2 L L', AF_NETLINK, 0, 0;
    socket my $socket, AF_NETLINK, 3, NETFILTER or die "no netlink: $!\n";
    defined send $socket, pack( 'L S S L L C C n', 20, $type, $flags, 1, 0, 0, 0, 0 ), 0, $kernel
      or die "no connection tracking: $!\n";
    while ( defined recv $socket, my $data, LONGEST, 0 ) {
        while ( length $data >= 16 ) {
            my ( $length, $kind ) = unpack 'L S', $data;
            my $body = substr $data, 16, $length - 16;
            if ( $kind == ERROR ) {
                $! = -unpack 'l', $body;
                return if $! == 0;
                die "no connection tracking: $!\n";
            }
            return if $kind == DONE;
            $each->($body);
            $data = substr $data, ( $length + 3 ) & ~3;
        }
    }
    die "no connection tracking: $!\n";
}

sub answer {
    my ($work) = @_;
    my $body = eval { $work->() };
    my $frame = defined $body ? pack( 'aN', 'A', length $body ) . $body : pack( 'aN', 'E', length $@ ) . $@;
    my $at = 0;
    while ( $at < length $frame ) {
        my $written = syswrite STDOUT, $frame, LONGEST, $at;
        exit 1 unless defined $written;
        $at += $written;
    }
    return defined $body;
}

# Exactly so many bytes of standard input; nothing at its end.
sub take {
    my ($length) = @_;
    my $bytes = '';
    while ( length $bytes < $length ) {
        return unless sysread STDIN, $bytes, $length - length $bytes, length $bytes;
    }
    return $bytes;
}
